namespace Appliance.Archive;

/// <summary>
/// The entities below those of the level above that match. One iterator serves all parents: where they follow one another, so do their children, and it
/// need not look for the next ones.
/// </summary>
internal sealed class ChildCursor : RowCursor
{
    private readonly RowCursor _parents;
    private readonly ParentFilter _filter;
    private readonly QueryLevel _level;
    private readonly RocksIterator _rows;
    private readonly byte[] _prefix = new byte[ArchiveKeys.RowLength];
    private int _prefixLength;
    private bool _positioned;

    /// <param name="store">What is read.</param>
    /// <param name="parents">Entities of the level above; disposed with this.</param>
    /// <param name="filter">Which of them count.</param>
    /// <param name="level">The level of the children.</param>
    public ChildCursor(EntityStore store, RowCursor parents, ParentFilter filter, QueryLevel level)
    {
        _parents = parents;
        _filter = filter;
        _level = level;
        Span<byte> key = stackalloc byte[ArchiveKeys.RowLength];
        _rows = store.Database.Iterate(Families.Rows, KeyReader.After(ArchiveKeys.RowPrefix(key, level)), store.Snapshot);
    }

    public override EntityId Entity => EntityIdCodec.Parse(_level, _rows.Key);

    public override RowReader Row => new(_rows.Value);

    public override bool MoveNext()
    {
        if (_prefixLength > 0)
        {
            _rows.Next();
            if (IsBelow())
            {
                return true;
            }
        }

        while (_parents.MoveNext())
        {
            if (_filter.MatchRow(_parents.Entity, _parents.Row, _parents.Met) && FirstBelow(_parents.Entity))
            {
                return true;
            }
        }

        _prefixLength = 0;
        return false;
    }

    public override void Dispose()
    {
        _rows.Dispose();
        _parents.Dispose();
    }

    private ReadOnlySpan<byte> Prefix => _prefix.AsSpan(0, _prefixLength);

    private bool FirstBelow(EntityId parent)
    {
        _prefixLength = ArchiveKeys.RowPrefix(_prefix, _level, parent.Study, parent.Series).Length;
        if (!_positioned || !IsBelow())
        {
            _rows.Seek(Prefix);
            _positioned = true;
        }

        return IsBelow();
    }

    private bool IsBelow() => _rows.Valid && _rows.Key.StartsWith(Prefix);
}
