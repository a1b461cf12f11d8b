from pathlib import Path
def test_generate(secretive):
    from tests.access.test_matrix import statuses, address, _views, _rows
    s=secretive
    out=[]
    print("NEW", set(_views())-{v for _,v,_,_ in _rows()})
    for line in Path("/tmp/lists_rows.txt").read_text().strip().splitlines():
        m,v,a=line.split()
        try: out.append((m,v,a,statuses(s,m,address(v,a,s.ids))))
        except Exception as e: print("EXC",line,repr(e)[:200])
    Path("/tmp/lists_matrix2.txt").write_text("\n".join(f"{m:<4} {v:<28} {a:<22} "+" ".join(map(str,st)) for m,v,a,st in out))
