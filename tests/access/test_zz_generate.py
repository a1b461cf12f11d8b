def test_generate(db):
    from tests.access.test_matrix import statuses, address, _views
    from tests.access.world import secretive_world
    s=secretive_world()
    out=[]; names=set(_views()); seen=set()
    for line in open("/tmp/lists_rows.txt").read().strip().splitlines():
        m,v,a=line.split(); seen.add(v)
        if v not in names: print("GONE",v); continue
        try: out.append((m,v,a,statuses(s,m,address(v,a,s.ids))))
        except Exception as e: print("EXC",line,repr(e)[:200])
    w=[max(len(r[i]) for r in out) for i in range(3)]
    open("/tmp/lists_matrix.txt","w").write("\n".join(f"{m:<{w[0]}} {v:<{w[1]}} {a:<{w[2]}} "+" ".join(map(str,st)) for m,v,a,st in out))
    print("MISSING",names-seen)
