using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Appliance.UnitTests.House;

/// <summary>Whatever ends in the executable is named, with its license, in the third-party notices.</summary>
public sealed class NoticeTests
{
    private static string Notices => File.ReadAllText(Repository.PathOf("packaging", "THIRD-PARTY-NOTICES.md"));

    [Fact]
    public void ProductPackages_AsPinned_AreNamedWithTheirVersion()
    {
        var pinned = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("ItemGroup")
            .Single(group => group.Attribute("Label")?.Value == "Product").Elements("PackageVersion").ToList();

        Assert.NotEmpty(pinned);
        Assert.All(pinned, package =>
        {
            var row = $"| {package.Attribute("Include")!.Value} | {package.Attribute("Version")!.Value} | ";
            Assert.Contains(row, Notices);
        });
    }

    [Fact]
    public void RestoredPackages_OfTheExecutable_AreNamed()
    {
        var assets = Repository.PathOf("src", "Appliance", "obj", "project.assets.json");
        Assert.SkipUnless(File.Exists(assets), "the executable's restore left no project.assets.json here");
        using var restored = JsonDocument.Parse(File.ReadAllText(assets));

        var carried = restored.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .Where(entry => entry.Value.GetProperty("type").GetString() == "package" && EndsInTheExecutable(entry.Value))
            .Select(entry => entry.Name.Split('/')[0]).Distinct().ToList();

        var notices = Notices;
        Assert.NotEmpty(carried);
        Assert.All(carried, name =>
            Assert.True(notices.Contains(name.Replace("Microsoft.Extensions.", ".", StringComparison.Ordinal), StringComparison.Ordinal), $"{name} is not named"));
    }

    [Fact]
    public void LicenseFiles_NamedInTheNotices_AreThere()
    {
        var named = Notices.Split('`').Where(part => part.StartsWith("licenses/", StringComparison.Ordinal) && part.EndsWith(".txt", StringComparison.Ordinal))
            .Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, file => Assert.True(File.Exists(Repository.PathOf("packaging", file)), $"packaging/{file} is missing"));
    }

    private static bool EndsInTheExecutable(JsonElement package) =>
        package.TryGetProperty("runtime", out _) || package.TryGetProperty("native", out _) || package.TryGetProperty("runtimeTargets", out _);
}
