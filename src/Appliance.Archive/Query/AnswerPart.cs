namespace Appliance.Archive;

/// <summary>What an entity of a level gives to the answers of those below it; kept from one answer to the next.</summary>
internal sealed class AnswerPart(QueryLevel level, int keys)
{
    private EntityId _entity;

    /// <summary>The level of the entity.</summary>
    public QueryLevel Level { get; } = level;

    /// <summary>Its values, by the keys of the answer.</summary>
    public AnswerValue[] Values { get; } = new AnswerValue[keys];

    /// <summary>Turns to an entity; false when the values are those of that entity already.</summary>
    public bool Begin(EntityId entity)
    {
        if (entity == _entity)
        {
            return false;
        }

        _entity = entity;
        Array.Clear(Values);
        return true;
    }
}
