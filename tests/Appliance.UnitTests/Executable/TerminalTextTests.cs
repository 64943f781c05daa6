using System.Text.Json;
using Xunit;

namespace Appliance.UnitTests.Executable;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("山田^太郎", "山田^太郎")]
    [InlineData("a\u001b[2Jb", "a\\x1B[2Jb")]
    [InlineData("one\r\ntwo\u009b", "one\\x0D\\x0Atwo\\x9B")]
    public void Text_FromOutside_CannotSteerTheTerminal(string text, string expected) => Assert.Equal(expected, TerminalText.Clean(text));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("山田", 4)]
    [InlineData("ﾔﾏﾀﾞ", 4)]
    [InlineData("한국", 4)]
    [InlineData("e\u0301", 1)]
    public void Width_OfScripts_IsThatOfTerminals(string text, int columns) => Assert.Equal(columns, TerminalText.Width(text));

    [Theory]
    [InlineData("abc", 5, "abc  ")]
    [InlineData("abcdef", 4, "abc~")]
    [InlineData("山田太郎", 6, "山田~ ")]
    public void Text_Fitted_TakesExactlyItsColumns(string text, int columns, string expected)
    {
        Assert.Equal(expected, TerminalText.Fit(text, columns));
        Assert.Equal(columns, TerminalText.Width(TerminalText.Fit(text, columns)));
    }

    [Fact]
    public void Output_WithJson_KeepsResultsAndErrorsApartAndOnALineEach()
    {
        using var results = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var output = new VerbOutput(results, errors, errorIsTerminal: true) { IsJson = true };

        output.Line("not seen");
        output.Json(json => json.WriteString("name", "Люкceмбypг \"quoted\"\n"));
        output.Error("it failed", 22);

        Assert.Equal("Люкceмбypг \"quoted\"\n", JsonDocument.Parse(Assert.Single(Lines(results))).RootElement.GetProperty("name").GetString());
        Assert.Contains("Люкceмбypг", results.ToString());
        Assert.Equal(22, JsonDocument.Parse(Assert.Single(Lines(errors))).RootElement.GetProperty("exitCode").GetInt32());
        Assert.False(output.CanRedraw);
    }

    private static string[] Lines(StringWriter writer) => writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
