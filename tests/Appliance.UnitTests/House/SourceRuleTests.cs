using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace Appliance.UnitTests.House;

/// <summary>What the sources must not hold, whoever writes them.</summary>
public sealed class SourceRuleTests
{
    private const int LongestFile = 800;

    private static readonly string[] TopLevel =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "Directory.Build.props", "Directory.Packages.props", "LICENSE",
        "README.md", "appliance.sln", "build.ps1", "global.json", "packaging", "profiles", "src", "tests",
    ];

    private static IEnumerable<string> HandWritten =>
        Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs")).Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal));

    [Fact]
    public void HandWrittenFiles_Each_StayShort() =>
        Assert.All(HandWritten, path =>
        {
            var lines = File.ReadLines(Repository.PathOf(path)).Count();
            Assert.True(lines <= LongestFile, $"{path} has {lines} lines: split it by subject (at most {LongestFile})");
        });

    [Fact]
    public void Sources_Searched_KeepEveryWarning()
    {
        // Put together here so that this file does not find itself.
        string[] words = ["No" + "Warn", "#pragma warning " + "disable", "Suppress" + "Message", "WarningsNot" + "AsErrors", "Unconditional" + "Suppress"];
        var files = HandWritten.Concat(Repository.Files("src", "*.csproj")).Concat(Repository.Files("tests", "*.csproj"))
            .Concat(Repository.Files("src", "*.props")).Concat(Repository.Files("src", "*.targets")).Concat(Repository.Files("tests", "*.props"))
            .Concat(["Directory.Build.props", "Directory.Packages.props"]);
        Assert.All(files, path =>
        {
            var text = File.ReadAllText(Repository.PathOf(path));
            Assert.All(words, word => Assert.False(text.Contains(word, StringComparison.Ordinal), $"{path} holds '{word}'"));
        });
    }

    [Fact]
    public void ProductTypes_Reflected_HaveNoStaticMutableState()
    {
        var fields = ProductAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(IsHandWritten)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));

        var mutable = fields.Where(field => !field.IsLiteral && !field.Name.Contains('$') && (!field.IsInitOnly || IsMutableCollection(field.FieldType)))
            .Select(field => $"{field.DeclaringType}.{field.Name}");

        Assert.Empty(mutable);
    }

    [Fact]
    public void TopLevel_AsTracked_HoldsOnlyWhatTheHouseAllows()
    {
        var tracked = Tracked();
        Assert.SkipWhen(tracked is null, "git is not here, or the sources are not a working tree");
        Assert.All(tracked!.Select(path => path.Split('/')[0]).Distinct(), name => Assert.Contains(name, TopLevel));
    }

    private static bool IsHandWritten(Type type) =>
        !type.IsDefined(typeof(CompilerGeneratedAttribute), false)
        && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), false)
        && !type.Name.StartsWith('<')
        && (type.DeclaringType is null || IsHandWritten(type.DeclaringType));

    // Arrays serve as tables, and frozen collections cannot change: what grows is what must not be shared behind everybody's back.
    private static bool IsMutableCollection(Type type) =>
        type == typeof(StringBuilder)
        || (type.IsGenericType && type.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent"
            && !type.IsInterface && typeof(IEnumerable).IsAssignableFrom(type) && !type.Name.StartsWith("IReadOnly", StringComparison.Ordinal));

    private static string[]? Tracked()
    {
        var start = new ProcessStartInfo("git", ["-C", Repository.Root, "ls-files"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var git = Process.Start(start)!;
            var lines = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? lines.Split('\n', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
