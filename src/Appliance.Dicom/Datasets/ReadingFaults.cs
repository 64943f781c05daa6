namespace Appliance.Dicom;

/// <summary>The faults of <see cref="DicomReader"/> in words.</summary>
internal static class ReadingFaults
{
    public static string InWords(DicomFault fault, in DicomElementHeader header, long limit) => fault switch
    {
        DicomFault.HeaderCutShort => "the data end inside the header of an element",
        DicomFault.LengthBeyondData =>
            $"{Name(header)} says it has {header.Length} bytes and {Math.Max(0, limit - header.ValuePosition)} are left",
        DicomFault.LengthBeyondContainer => $"{Name(header)} says it has {header.Length} bytes, more than what encloses it",
        DicomFault.ItemExpected => "a sequence holds something that is neither an item nor its end",
        DicomFault.ItemUnexpected => $"{header.Tag} stands outside any sequence",
        DicomFault.NestedTooDeep => "sequences are nested deeper than the limit",
        DicomFault.FragmentWithoutLength => "a fragment of encapsulated data has no length",
        DicomFault.DelimiterMissing => "the data end inside a sequence or item whose delimiter should have come",
        _ => "the data set breaks no rule",
    };

    private static string Name(in DicomElementHeader header) =>
        header.Tag.Group == 0xFFFE ? "an item" : header.Tag.Keyword is { Length: > 0 } keyword ? $"{header.Tag} {keyword}" : header.Tag.ToString();
}
