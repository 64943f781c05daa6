using System.Xml.Linq;
using Xunit;

namespace Appliance.UnitTests.House;

/// <summary>A room is what it must not know: project references are these arrows and no others.</summary>
public sealed class ArrowTests
{
    private static IReadOnlyDictionary<string, string[]> Arrows => new Dictionary<string, string[]>
    {
        ["Appliance.Dicom"] = [],
        ["Appliance.Network"] = ["Appliance.Dicom"],
        ["Appliance.Archive"] = ["Appliance.Dicom"],
        ["Appliance.Imaging"] = ["Appliance.Dicom"],
        ["Appliance.Node"] = ["Appliance.Archive", "Appliance.Dicom", "Appliance.Network"],
        ["Appliance.Viewer"] = ["Appliance.Dicom", "Appliance.Imaging"],
        ["Appliance"] = ["Appliance.Node", "Appliance.Viewer"],
    };

    [Fact]
    public void SourceFolder_Listed_HoldsTheSevenRooms() =>
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), Repository.ProductProjects);

    [Fact]
    public void ProjectReferences_OfEveryRoom_EqualTheArrows()
    {
        foreach (var (room, seen) in Arrows)
        {
            var project = XDocument.Load(Repository.PathOf("src", room, room + ".csproj"));
            var references = project.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .Order(StringComparer.Ordinal);
            Assert.True(seen.SequenceEqual(references), $"{room} may see [{string.Join(", ", seen)}] and refers to [{string.Join(", ", references)}]");
        }
    }

    [Fact]
    public void CompiledRooms_ReferTo_NoRoomWithoutAnArrow()
    {
        // The executable sees what its two rooms bring; for the others a transitive reference would be a way round the project file.
        foreach (var (room, seen) in Arrows.Where(arrow => arrow.Key != "Appliance"))
        {
            var used = ProductAssemblies.Load(room).GetReferencedAssemblies()
                .Select(name => name.Name!).Where(name => name.StartsWith("Appliance", StringComparison.OrdinalIgnoreCase));
            Assert.All(used, name => Assert.Contains(name, seen));
        }
    }

    [Fact]
    public void Rooms_Each_HaveAReadme() =>
        Assert.All(Repository.ProductProjects, room =>
        {
            var readme = Repository.PathOf("src", room, "README.md");
            Assert.True(File.Exists(readme), $"src/{room}/README.md is missing");
            Assert.InRange(File.ReadAllLines(readme).Length, 5, 80);
        });
}
