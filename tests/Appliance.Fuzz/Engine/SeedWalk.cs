using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>Finds the lengths, VRs, tags and element boundaries of a data set.</summary>
internal static class SeedWalk
{
    private const byte ShortHeader = 8;

    /// <summary>Fields and boundaries of the data set that begins at <paramref name="start"/>, as far as it can be read.</summary>
    public static void Walk(byte[] bytes, int start, int end, DicomEncoding encoding, List<SeedField> fields, List<int> boundaries)
    {
        var reader = new DicomReader(bytes.AsSpan(0, end), 0, end, limitIsEnd: true, new DicomReaderState(encoding, start));
        while (true)
        {
            switch (reader.Read())
            {
                case DicomTokenKind.NeedMore or DicomTokenKind.End or DicomTokenKind.Fault or DicomTokenKind.Stopped:
                    return;
                case DicomTokenKind.Element or DicomTokenKind.SequenceStart or DicomTokenKind.FragmentsStart or DicomTokenKind.ItemStart
                    or DicomTokenKind.Fragment:
                    AddFields(reader.Header, fields);
                    boundaries.Add((int)reader.Header.Position);
                    break;
                default:
                    boundaries.Add((int)reader.Position);
                    break;
            }
        }
    }

    /// <summary>A seed that is one data set.</summary>
    public static FuzzSeed Dataset(string name, byte[] bytes, DicomEncoding encoding)
    {
        var fields = new List<SeedField>();
        var boundaries = new List<int>();
        Walk(bytes, 0, bytes.Length, encoding, fields, boundaries);
        return Make(name, bytes, (int)encoding, fields, boundaries, (encoding & DicomEncoding.ImplicitBig) != 0);
    }

    public static FuzzSeed Make(string name, byte[] bytes, int variant, List<SeedField> fields, List<int> boundaries, bool bigEndian)
    {
        boundaries.Add(0);
        boundaries.Add(bytes.Length);
        return new FuzzSeed(name, bytes, variant, fields, [.. boundaries.Distinct().Order()], bigEndian);
    }

    private static void AddFields(in DicomElementHeader header, List<SeedField> fields)
    {
        var at = (int)header.Position;
        var isExplicit = (header.Encoding & DicomEncoding.ExplicitLittle) != 0 && header.VR != DicomVR.None;
        fields.Add(new SeedField(at, 4, FieldKind.Tag));
        if (isExplicit)
        {
            fields.Add(new SeedField(at + 4, 2, FieldKind.VR));
        }

        fields.Add(header.HeaderLength > ShortHeader ? new SeedField(at + 8, 4, FieldKind.Length)
            : isExplicit ? new SeedField(at + 6, 2, FieldKind.Length)
            : new SeedField(at + 4, 4, FieldKind.Length));
    }
}
