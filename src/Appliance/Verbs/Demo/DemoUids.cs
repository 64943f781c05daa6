using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Appliance;

/// <summary>
/// Unique identifiers of made-up objects: the same name gives the same UID, under the UUID arc (PS3.5 B.2), so that a second tour over a kept
/// archive replaces what the first one left instead of piling up.
/// </summary>
internal static class DemoUids
{
    /// <summary>The UID of a thing by its name, e.g. <c>ct/series/1/image/7</c>.</summary>
    public static string Of(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("appliance demonstration/" + name), hash);
        var uuid = hash[..16];
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80); // version 8: made from a name, RFC 9562
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80); // variant
        return "2.25." + new BigInteger(uuid, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }
}
