using System.Buffers.Binary;
using System.Text;

namespace Appliance.ConformanceTests;

/// <summary>Just enough of PS3.10 7.1 to cut a file into header and data set, without the product's own reader.</summary>
internal static class Part10
{
    private const int AfterPrefix = 132;

    /// <summary>The bytes of the data set as they have to be sent: one NULL more when they are deflated and of odd number (PS3.5 A.5).</summary>
    public static byte[] SentDataSet(string path, string syntax)
    {
        const string Deflated = "1.2.840.10008.1.2.1.99";
        var bytes = DataSet(path);
        return syntax == Deflated && int.IsOddInteger(bytes.Length) ? [.. bytes, 0] : bytes;
    }

    /// <summary>The bytes of the data set: everything after the last element of group 0002.</summary>
    public static byte[] DataSet(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (Encoding.ASCII.GetString(bytes, 128, 4) != "DICM")
        {
            throw new InvalidDataException($"{path} has no DICM prefix");
        }

        var at = AfterPrefix;
        while (at + 8 <= bytes.Length && BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)) == 0x0002)
        {
            var isLong = Encoding.ASCII.GetString(bytes, at + 4, 2) is "OB" or "OW" or "UN" or "UT" or "SQ";
            at += isLong
                ? 12 + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8))
                : 8 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 6));
        }

        return bytes[at..];
    }
}
