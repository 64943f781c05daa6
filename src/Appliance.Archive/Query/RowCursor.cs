namespace Appliance.Archive;

/// <summary>Walks entities together with their rows, which are read where they lie. For one thread at a time; must be disposed.</summary>
internal abstract class RowCursor : IDisposable
{
    /// <summary>The condition that everything here meets, as the index has led to it; null when each row is to be looked at for all of them.</summary>
    public RowMatcher? Met { get; init; }

    /// <summary>The entity it stands on.</summary>
    public abstract EntityId Entity { get; }

    /// <summary>The row of that entity, until the next move.</summary>
    public abstract RowReader Row { get; }

    /// <summary>Moves to the next entity; false when there is none.</summary>
    public abstract bool MoveNext();

    public abstract void Dispose();
}
