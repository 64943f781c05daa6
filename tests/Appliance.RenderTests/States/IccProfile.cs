using System.Buffers.Binary;
using System.Text;

namespace Appliance.RenderTests.States;

/// <summary>A small ICC profile (version 2, three primaries and a gamma) close to sRGB, which colour and pseudo-colour states have to carry.</summary>
internal static class IccProfile
{
    private const int HeaderLength = 128;

    public static byte[] Srgb()
    {
        (string Name, byte[] Data)[] tags =
        [
            ("desc", [.. Type("desc"), .. Long(5), .. Ascii("sRGB\0"), .. new byte[78]]),
            ("cprt", [.. Type("text"), .. Ascii("none\0")]),
            ("wtpt", Xyz(0.9642, 1, 0.8249)),
            ("rXYZ", Xyz(0.4361, 0.2225, 0.0139)),
            ("gXYZ", Xyz(0.3851, 0.7169, 0.0971)),
            ("bXYZ", Xyz(0.1431, 0.0606, 0.7139)),
            .. new[] { "rTRC", "gTRC", "bTRC" }.Select(name => (name, (byte[])[.. Type("curv"), .. Long(1), 2, 51])),
        ];
        var (table, data) = (new List<byte>(Long(tags.Length)), new List<byte>());
        foreach (var (name, content) in tags)
        {
            table.AddRange([.. Ascii(name), .. Long(HeaderLength + 4 + (12 * tags.Length) + data.Count), .. Long(content.Length)]);
            data.AddRange([.. content, .. new byte[(4 - (content.Length % 4)) % 4]]);
        }

        return [.. Header(HeaderLength + table.Count + data.Count), .. table, .. data];
    }

    private static byte[] Header(int length)
    {
        var header = new byte[HeaderLength];
        void Put(int at, byte[] bytes) => bytes.CopyTo(header, at);
        Put(0, Long(length));
        Put(8, Long(0x02400000));
        Put(12, Ascii("scnrRGB XYZ "));
        Put(24, [7, 234, 0, 3, 0, 2, 0, 12, 0, 0, 0, 0]);
        Put(36, Ascii("acsp"));
        Put(68, [.. Fixed(0.9642), .. Fixed(1), .. Fixed(0.8249)]);
        return header;
    }

    private static byte[] Xyz(double x, double y, double z) => [.. Type("XYZ "), .. Fixed(x), .. Fixed(y), .. Fixed(z)];

    private static byte[] Type(string name) => [.. Ascii(name), 0, 0, 0, 0];

    private static byte[] Fixed(double value) => Long((int)Math.Round(value * 65536));

    private static byte[] Long(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
