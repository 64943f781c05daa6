namespace Appliance.Archive;

/// <summary>The levels of the query information models, from the top (PS3.4 C.3). The Study Root model has no <see cref="Patient"/>.</summary>
public enum QueryLevel
{
    /// <summary>PATIENT.</summary>
    Patient,

    /// <summary>STUDY.</summary>
    Study,

    /// <summary>SERIES.</summary>
    Series,

    /// <summary>IMAGE: a composite instance of any kind.</summary>
    Image,
}

/// <summary>
/// Names one entity by numbers of the archive's own: the number of an entity is that of the instance that brought it first, so numbers
/// grow with time and none is ever given twice. Parts below the entity's level are 0.
/// </summary>
internal readonly record struct EntityId(QueryLevel Level, ulong Patient, ulong Study, ulong Series, ulong Instance)
{
    public static EntityId OfPatient(ulong patient) => new(QueryLevel.Patient, patient, 0, 0, 0);

    public static EntityId OfStudy(ulong study) => new(QueryLevel.Study, 0, study, 0, 0);

    public static EntityId OfSeries(ulong study, ulong series) => new(QueryLevel.Series, 0, study, series, 0);

    public static EntityId OfInstance(ulong study, ulong series, ulong instance) => new(QueryLevel.Image, 0, study, series, instance);
}
