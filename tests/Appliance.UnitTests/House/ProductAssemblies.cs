using System.Reflection;

namespace Appliance.UnitTests.House;

/// <summary>The seven product assemblies, as built beside the tests.</summary>
internal static class ProductAssemblies
{
    public static IReadOnlyList<Assembly> All => [.. Repository.ProductProjects.Select(Load)];

    /// <summary>Loads one by its project's name; the executable's assembly is called <c>appliance</c>.</summary>
    public static Assembly Load(string project) => Assembly.Load(project == "Appliance" ? "appliance" : project);
}
