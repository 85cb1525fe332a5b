"""Wrote the files beside it, with PyTorch 2.4.1."""
import torch, collections, os, pickle
torch.manual_seed(1)
base = torch.arange(6, dtype=torch.float32).reshape(2,3)/4
sd = collections.OrderedDict()
sd['electra.embeddings.word_embeddings.weight'] = base
sd['half'] = torch.tensor([1.5,-2.0],dtype=torch.float16)
sd['bf'] = torch.tensor([1.5,-2.0,3.0],dtype=torch.bfloat16)
sd['tied'] = base
sd['view'] = base[1]
sd['position_ids'] = torch.arange(4).reshape(1,4)
sd['scalar'] = torch.tensor(2.5, dtype=torch.float64)
torch.save(sd, 'new.bin')
torch.save(sd, 'legacy.bin', _use_new_zipfile_serialization=False)
lin = torch.nn.Linear(2,1)
torch.save({'model': lin.state_dict(), 'step': 7, 'w': torch.nn.Parameter(base.clone())}, 'nested.pt')
torch.save({'a': base.t()}, 'transposed.bin')
class Evil:
    def __reduce__(self): return (os.system, ('true',))
torch.save({'a': Evil()}, 'evil.bin')
