using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>How the values of a key are compared (PS3.4 C.2.2.2).</summary>
internal enum KeyMatching
{
    /// <summary>Case-sensitive text, wildcards <c>*</c> and <c>?</c>.</summary>
    Text,

    /// <summary>Numbers in text (IS, DS) or binary (US): equal as numbers, or wildcards over the text.</summary>
    Number,

    /// <summary>Person names: folded, by component group, wildcards.</summary>
    Name,

    /// <summary>Unique identifiers: a list of them.</summary>
    Uid,

    /// <summary>Dates: one or a range.</summary>
    Date,

    /// <summary>Times: one or a range.</summary>
    Time,

    /// <summary>Dates with times: one or a range.</summary>
    DateTime,

    /// <summary>Never compared, only returned.</summary>
    ReturnOnly,
}

/// <summary>An attribute that queries may ask for, and how.</summary>
/// <param name="Tag">The attribute.</param>
/// <param name="Level">The entity whose row holds it. Patient attributes are held by studies too, as the Study Root model has them.</param>
/// <param name="Matching">How it is compared.</param>
/// <param name="Indexed">Whether the index has its terms; keys without stay filters over the rows that other keys select.</param>
internal readonly record struct QueryKey(DicomTag Tag, QueryLevel Level, KeyMatching Matching, bool Indexed = false)
{
    /// <summary>Whether the attribute has one value only, in which a backslash is a letter (LT, ST, UT).</summary>
    public bool IsSingleText => DicomDictionary.TryGetVR(Tag, out var vr) && vr.IsSingleText;
}
