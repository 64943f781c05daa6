using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

public sealed class FontTests
{
    private static readonly string[] Files =
    [
        "/f/DejaVuSans-ExtraLight.ttf", "/f/DejaVuSerif-Bold.ttf", "/f/wqy-zenhei.ttc", "/f/NotoSansCJK-Regular.ttc", "/f/DejaVuSans.ttf", "/f/ipag.ttf", "/f/Loma.ttf",
    ];

    [Theory]
    [InlineData(nameof(TextScript.Latin), "/f/DejaVuSans.ttf")]
    [InlineData(nameof(TextScript.Japanese), "/f/ipag.ttf")]
    [InlineData(nameof(TextScript.Korean), "/f/NotoSansCJK-Regular.ttc")]
    [InlineData(nameof(TextScript.Chinese), "/f/wqy-zenhei.ttc")]
    [InlineData(nameof(TextScript.Thai), "/f/Loma.ttf")]
    public void Ranked_ByScript_TriesTheKnownFontFirst(string script, string first) =>
        Assert.Equal(first, FontChoice.Ranked(Files, Enum.Parse<TextScript>(script)).First());

    [Fact]
    public void Ranked_AnyScript_TriesEveryFile() => Assert.Equal(Files.Order(), FontChoice.Ranked(Files, TextScript.Other).Order());

    [Fact]
    public void Split_JapaneseName_KeepsKanjiWithKana()
    {
        var runs = TextScripts.Split("Yamada 山田やまだ^x");
        Assert.Equal(["Yamada ", "山田やまだ", "^x"], runs.Select(run => run.Text));
        Assert.Equal([TextScript.Latin, TextScript.Japanese, TextScript.Latin], runs.Select(run => run.Script));
    }

    [Theory]
    [InlineData("Люкceмбypг", nameof(TextScript.Cyrillic))]
    [InlineData("Διονυσιος", nameof(TextScript.Greek))]
    [InlineData("김희중", nameof(TextScript.Korean))]
    [InlineData("王小東", nameof(TextScript.Chinese))]
    [InlineData("قباني", nameof(TextScript.Arabic))]
    [InlineData("שרון", nameof(TextScript.Hebrew))]
    [InlineData("สมชาย", nameof(TextScript.Thai))]
    public void Split_NameInAScript_FindsIt(string name, string script) =>
        Assert.Contains(TextScripts.Split(name), run => run.Script.ToString() == script);

    [Fact]
    public void Split_AnyText_LosesNothing()
    {
        const string Text = "a, 1\u0301 𠀋 ^= \ud83d\ude00 é ﾔﾏﾀﾞ";
        Assert.Equal(Text, string.Concat(TextScripts.Split(Text).Select(run => run.Text)));
    }

    [Fact]
    public void FontBook_EmptyFolder_HasNoneAndNamesWhatIsMissing()
    {
        var folder = Directory.CreateTempSubdirectory("fonts");
        try
        {
            using var fonts = new FontBook([folder.FullName]);
            Assert.False(fonts.HasAny);
            Assert.Null(fonts.For(TextScript.Japanese, "山"));
            Assert.Contains(TextScript.Japanese, fonts.Missing);
        }
        finally
        {
            folder.Delete();
        }
    }

    [Fact]
    public void FontBook_FileThatIsNoFont_IsPassedOver()
    {
        var folder = Directory.CreateTempSubdirectory("fonts");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "DejaVuSans.ttf"), "not a font");
            using var fonts = new FontBook([folder.FullName]);
            Assert.False(fonts.HasAny);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Line_WiderThanItsRoom_IsCutWithAnEllipsis()
    {
        using var fonts = new FontBook();
        Assert.SkipUnless(fonts.HasAny, "no font on this machine");
        using var text = new TextPainter(fonts);
        const string Line = "slices are missing: 3 between 37.5 and 43.5 mm";
        var whole = text.Measure(Line, 13);
        Assert.Equal(Line, text.Fit(Line, 13, whole));
        foreach (var room in new[] { whole - 1, whole / 2, whole / 5 })
        {
            var cut = text.Fit(Line, 13, room);
            Assert.InRange(text.Measure(cut, 13), room / 2, room);
            Assert.EndsWith("\u2026", cut, StringComparison.Ordinal);
            Assert.StartsWith(cut[..^1], Line, StringComparison.Ordinal);
        }

        Assert.Equal("s\u2026", text.Fit(Line, 13, -100));
    }

    [Fact]
    public void FoldersIn_FontconfigText_AreTheAbsoluteOnes() => Assert.Equal(
        ["/usr/share/fonts", "/opt/fonts"],
        FontFiles.FoldersIn("<fontconfig><dir>/usr/share/fonts</dir><dir prefix=\"xdg\">fonts</dir><dir>~/.fonts</dir>\n<dir>\n/opt/fonts </dir><dir>"));

    [Theory]
    [InlineData("Xft.dpi:\t192\nXft.antialias: 1", 2)]
    [InlineData("Xft.dpi: 144.0", 1.5)]
    [InlineData("", 1)]
    [InlineData("Xft.dpi: many", 1)]
    [InlineData("Xft.dpi: 100000", 4)]
    public void Scale_FromResources_IsDpiOverNinetySix(string resources, double scale) => Assert.Equal(scale, X11Scale.FromResources(resources));

    [Theory]
    [InlineData("4.5 (Core Profile) Mesa 22.3.6", 4, 5)]
    [InlineData("3.3.0 NVIDIA 535.54", 3, 3)]
    [InlineData("OpenGL ES 3.2", 0, 0)]
    public void GlVersion_AsDriversWriteIt_IsRead(string text, int major, int minor) => Assert.Equal(new Version(major, minor), GlDevice.ParseVersion(text));
}
