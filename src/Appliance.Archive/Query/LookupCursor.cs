namespace Appliance.Archive;

/// <summary>
/// Entities that the index or their identifiers led to, with their rows looked up, many in one call. Those whose rows are gone are left out. The first
/// few come at once, so that a long list does not keep the first answer waiting.
/// </summary>
internal sealed class LookupCursor(EntityStore store, IEnumerable<EntityId> entities) : RowCursor
{
    private const int FirstBatch = 4;
    private const int LargestBatch = 64;

    private readonly IEnumerator<EntityId> _entities = entities.GetEnumerator();
    private readonly List<EntityId> _batch = new(FirstBatch);
    private RocksValues? _rows;
    private int _at;
    private int _size = FirstBatch;

    public override EntityId Entity => _batch[_at];

    public override RowReader Row => new(_rows![_at]);

    public override bool MoveNext()
    {
        _at++;
        while (true)
        {
            for (; _rows is not null && _at < _batch.Count; _at++)
            {
                if (_rows.Found(_at))
                {
                    return true;
                }
            }

            if (!NextBatch())
            {
                return false;
            }
        }
    }

    public override void Dispose()
    {
        _rows?.Dispose();
        _rows = null;
        _entities.Dispose();
    }

    private bool NextBatch()
    {
        _rows?.Dispose();
        _rows = null;
        _batch.Clear();
        _at = 0;
        while (_batch.Count < _size && _entities.MoveNext())
        {
            _batch.Add(_entities.Current);
        }

        if (_batch.Count == 0)
        {
            return false;
        }

        _rows = store.RowsOf(_batch);
        _size = Math.Min(_size * 4, LargestBatch);
        return true;
    }
}
