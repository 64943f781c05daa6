namespace Appliance.Dicom;

/// <summary>What <see cref="DicomReader.Read"/> came upon.</summary>
public enum DicomTokenKind : byte
{
    /// <summary>The bytes given do not reach far enough: <see cref="DicomReader.NeededEnd"/> tells how far they must.</summary>
    NeedMore,

    /// <summary>The header of an element with a value: the value's bytes follow at <see cref="DicomReader.Position"/>.</summary>
    Element,

    /// <summary>The header of a sequence of items.</summary>
    SequenceStart,

    /// <summary>An item of a sequence begins: its elements follow.</summary>
    ItemStart,

    /// <summary>An item ends, by its delimiter, its length, or the end of what encloses it.</summary>
    ItemEnd,

    /// <summary>A sequence of items or of fragments ends, by its delimiter, its length, or the end of what encloses it.</summary>
    SequenceEnd,

    /// <summary>The header of an encapsulated value (PS3.5 A.4): fragments follow, the first being the basic offset table.</summary>
    FragmentsStart,

    /// <summary>The header of a fragment: its bytes follow at <see cref="DicomReader.Position"/>.</summary>
    Fragment,

    /// <summary>The data set ends where it may end.</summary>
    End,

    /// <summary>An element of the outermost level at or behind the tag to stop at; it is not consumed.</summary>
    Stopped,

    /// <summary>The bytes break a rule: <see cref="DicomReader.Fault"/> tells which.</summary>
    Fault,
}

/// <summary>The rule that the bytes break when <see cref="DicomReader.Read"/> says <see cref="DicomTokenKind.Fault"/>.</summary>
public enum DicomFault : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The data end, or the enclosing item or sequence ends, inside an element's header.</summary>
    HeaderCutShort,

    /// <summary>A length reaches beyond the end of the data. <see cref="DicomReader.AcceptCut"/> takes what is there.</summary>
    LengthBeyondData,

    /// <summary>A length reaches beyond the item or sequence it is in. <see cref="DicomReader.AcceptCut"/> takes what is there.</summary>
    LengthBeyondContainer,

    /// <summary>Where a sequence or an encapsulated value needs an item or its delimiter, there is something else.</summary>
    ItemExpected,

    /// <summary>An item or a delimiter outside any sequence.</summary>
    ItemUnexpected,

    /// <summary>Sequences are nested deeper than the limit.</summary>
    NestedTooDeep,

    /// <summary>A fragment of encapsulated data has no length.</summary>
    FragmentWithoutLength,

    /// <summary>The data end inside a sequence, item or encapsulated value that has no length, before its delimiter.</summary>
    DelimiterMissing,
}
