using System.Numerics;
using Appliance.Archive;
using Xunit;

namespace Appliance.UnitTests.Archive;

public sealed class Crc32CTests
{
    /// <summary>The check value of CRC-32C (RFC 3720 B.4 has the same polynomial).</summary>
    [Fact]
    public void Digits_HaveTheKnownChecksum() => Assert.Equal(0xE3069283u, Crc32C.Append(uint.MaxValue, "123456789"u8) ^ uint.MaxValue);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(3071)]
    [InlineData(3072)]
    [InlineData(3073)]
    [InlineData(131_072)]
    [InlineData(200_003)]
    public void AnyLength_IsAsByteAfterByte(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var expected = bytes.Aggregate(0x12345678u, BitOperations.Crc32C);

        Assert.Equal(expected, Crc32C.Append(0x12345678u, bytes));
    }
}
