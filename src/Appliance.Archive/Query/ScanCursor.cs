namespace Appliance.Archive;

/// <summary>All entities of a level, in the order in which they came: one pass over the rows.</summary>
internal sealed class ScanCursor : RowCursor
{
    private readonly QueryLevel _level;
    private readonly RocksIterator _rows;
    private bool _begun;

    public ScanCursor(EntityStore store, QueryLevel level)
    {
        _level = level;
        Span<byte> key = stackalloc byte[ArchiveKeys.RowLength];
        var prefix = ArchiveKeys.RowPrefix(key, level);
        _rows = store.Database.Iterate(Families.Rows, KeyReader.After(prefix), store.Snapshot);
        _rows.Seek(prefix);
    }

    public override EntityId Entity => EntityIdCodec.Parse(_level, _rows.Key);

    public override RowReader Row => new(_rows.Value);

    public override bool MoveNext()
    {
        if (_begun)
        {
            _rows.Next();
        }

        _begun = true;
        return _rows.Valid;
    }

    public override void Dispose() => _rows.Dispose();
}
