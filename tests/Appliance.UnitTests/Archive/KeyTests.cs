using System.Text;
using Appliance.Archive;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Appliance.UnitTests.Archive;

/// <summary>Keys sort as their parts do, and take apart again.</summary>
public sealed class KeyTests
{
    [Fact]
    public void Texts_AsKeys_SortAsTheirUtf8AndEndBeforeTheirContinuations() =>
        Prop.ForAll<string?, string?>((left, right) =>
        {
            var (a, b) = (Short(left), Short(right));
            return Math.Sign(Text(a).AsSpan().SequenceCompareTo(Text(b)))
                == Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_WithAnIdBehind_SortByTextFirst() =>
        Prop.ForAll<(string? Text, ulong Id), (string? Text, ulong Id)>((left, right) =>
        {
            var (a, b) = (Short(left.Text), Short(right.Text));
            var expected = Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
            expected = expected != 0 ? expected : left.Id.CompareTo(right.Id);
            return Math.Sign(Term(a, left.Id).AsSpan().SequenceCompareTo(Term(b, right.Id))) == Math.Sign(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Prefix_OfATerm_HoldsExactlyTheTermsThatBeginWithIt() =>
        Prop.ForAll<string?, string?>((text, tail) =>
        {
            var prefix = Short(text);
            var buffer = new byte[KeyWriter.MaxLength];
            var start = ArchiveKeys.TermPrefix(buffer, QueryLevel.Study, 0x00100010, prefix).ToArray();
            var end = KeyReader.After(start);
            bool Within(string term) => Term(term, 7).AsSpan().SequenceCompareTo(start) >= 0 && Term(term, 7).AsSpan().SequenceCompareTo(end) < 0;
            var other = Short(tail);
            return Within(Short(prefix + tail))
                && Within(other) == Encoding.UTF8.GetBytes(other).AsSpan().StartsWith(Encoding.UTF8.GetBytes(prefix));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ids_OfAKey_ComeBackFromItsEnd() =>
        Prop.ForAll<ulong, ulong, ulong>((study, series, instance) =>
        {
            var id = EntityId.OfInstance(study, series, instance);
            return EntityIdCodec.Parse(QueryLevel.Image, ArchiveKeys.Row(new byte[KeyWriter.MaxLength], id)) == id
                && EntityIdCodec.Parse(QueryLevel.Image, ArchiveKeys.Term(new byte[KeyWriter.MaxLength], QueryLevel.Image, 1, "x", id)) == id
                && EntityIdCodec.Parse(QueryLevel.Image, EntityIdCodec.Write(new byte[EntityIdCodec.MaxLength], id)) == id;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void LongText_InAKey_IsCutBetweenCharacters()
    {
        var text = new string('x', KeyWriter.MaxTextLength - 1) + "😀";

        Assert.Equal(Text(new string('x', KeyWriter.MaxTextLength - 1)), Text(text));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2 }, new byte[] { 1, 3 })]
    [InlineData(new byte[] { 1, 0xFF, 0xFF }, new byte[] { 2 })]
    [InlineData(new byte[] { 0xFF }, new byte[0])]
    public void After_APrefix_IsTheFirstKeyBehindAllThatBeginWithIt(byte[] prefix, byte[] expected) => Assert.Equal(expected, KeyReader.After(prefix));

    private static string Short(string? text) => text is null ? "" : text.Length > 90 ? text[..90] : text;

    private static byte[] Text(string text)
    {
        var writer = new KeyWriter(new byte[KeyWriter.MaxLength]);
        writer.Text(text);
        return writer.Key.ToArray();
    }

    private static byte[] Term(string text, ulong study) =>
        ArchiveKeys.Term(new byte[KeyWriter.MaxLength], QueryLevel.Study, 0x00100010, text, EntityId.OfStudy(study)).ToArray();
}
