using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Xunit;

namespace Appliance.UnitTests.House;

/// <summary><c>build.ps1</c>, run in-process by the PowerShell engine alone: no pwsh and none of its modules are needed.</summary>
public sealed class BuildScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-build-").FullName;

    [Fact]
    public void Script_Parsed_CallsOnlyItsOwnFunctionsAndDotnet()
    {
        var ast = Parse();
        var functions = ast.FindAll(node => node is FunctionDefinitionAst, true).Cast<FunctionDefinitionAst>()
            .Select(function => function.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var calls = ast.FindAll(node => node is CommandAst, true).Cast<CommandAst>().ToList();

        Assert.NotEmpty(calls);
        foreach (var call in calls)
        {
            var target = call.CommandElements[0];
            var isDotnet = target is VariableExpressionAst { VariablePath.UserPath: "Dotnet" };
            Assert.True(isDotnet || functions.Contains(call.GetCommandName() ?? ""), $"line {call.Extent.StartLineNumber}: '{call.Extent.Text}' is neither");
        }
    }

    [Fact]
    public void Script_Parsed_HoldsNothingWindowsPowerShellLacks()
    {
        var ast = Parse();
        Assert.Empty(ast.FindAll(node => node is TernaryExpressionAst or PipelineChainAst, true));
        Assert.Empty(ast.FindAll(node => node is BinaryExpressionAst { Operator: TokenKind.QuestionQuestion }, true));
        Assert.All(File.ReadAllText(ScriptPath), letter => Assert.True(letter < 128, "5.1 reads a script without a mark as the machine's code page: keep it ASCII"));
    }

    [Fact]
    public void Help_Asked_NamesEveryVerb()
    {
        var run = Run("help");
        Assert.Equal(0, run.ExitCode);
        Assert.All(new[] { "restore", "check", "build", "test", "publish" }, verb => Assert.Contains(verb, run.Output));
    }

    [Theory]
    [InlineData("restore", "restore")]
    [InlineData("check", "format", "--verify-no-changes")]
    [InlineData("check", "build", "-warnaserror")]
    [InlineData("build", "build")]
    [InlineData("test", "test")]
    [InlineData("publish", "publish", "-r")]
    [InlineData("publish linux-arm64", "publish", "-r linux-arm64")]
    public void Verb_DryRun_ShowsTheCommand(string call, params string[] words)
    {
        var run = Run(call + " -DryRun");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Output.Split('\n'), line => line.StartsWith("> dotnet ", StringComparison.Ordinal) && words.All(line.Contains));
    }

    [Fact]
    public void Publish_ForAnotherSystem_ShipsTheRuntimeInsteadOfNativeCode()
    {
        var other = OperatingSystem.IsWindows() ? "linux-x64" : "win-x64";
        Assert.Contains("-p:PublishAot=false", Run($"publish {other} -DryRun").Output);
        Assert.DoesNotContain("-p:PublishAot=false", Run("publish -DryRun").Output);
    }

    [Fact]
    public void Verb_Run_HandsItsArgumentsToDotnetAndPassesItsExitCodeOn()
    {
        var good = Run($"restore -Dotnet '{FakeDotnet(0)}'");
        Assert.Equal(0, good.ExitCode);
        Assert.Contains("was asked: restore", good.Output);

        var bad = Run($"check -Dotnet '{FakeDotnet(7)}'");
        Assert.Equal(7, bad.ExitCode);
        Assert.DoesNotContain("was asked: build", bad.Output);
    }

    [Theory]
    [InlineData("polish")]
    [InlineData("build linux-x64")]
    [InlineData("publish plan9-mips")]
    [InlineData("publish linux-x64 -Configuration Quick")]
    [InlineData("publish linux-x64 more")]
    [InlineData("build -Confguration Debug")]
    public void Call_Wrong_EndsWithUsage(string call)
    {
        var run = Run(call + " -DryRun");
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("> dotnet", run.Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string ScriptPath => Repository.PathOf("build.ps1");

    private static ScriptBlockAst Parse()
    {
        var ast = Parser.ParseFile(ScriptPath, out _, out var errors);
        Assert.Empty(errors);
        return ast;
    }

    private static (int ExitCode, string Output) Run(string arguments)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddScript($"& '{ScriptPath}' {arguments}");
        var lines = shell.Invoke().Select(line => line.ToString()).ToList();
        Assert.Empty(shell.Streams.Error);
        return ((int)runspace.SessionStateProxy.GetVariable("LASTEXITCODE"), string.Join('\n', lines));
    }

    private string FakeDotnet(int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            var batch = Path.Combine(_folder, $"dotnet{exitCode}.cmd");
            File.WriteAllText(batch, $"@echo was asked: %*\r\n@exit /b {exitCode}\r\n");
            return batch;
        }

        var script = Path.Combine(_folder, $"dotnet{exitCode}");
        File.WriteAllText(script, $"#!/bin/sh\necho was asked: \"$@\"\nexit {exitCode}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }
}
