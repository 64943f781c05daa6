using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>
/// The published executable, alone in an empty temporary folder: whatever it needs beside itself it would miss here. Every test has its
/// own; the folder goes when the test ends, and a node that still runs is killed first.
/// </summary>
internal sealed class Installation : IDisposable
{
    private const string Variable = "APPLIANCE_BINARY";

    private readonly List<NodeProcess> _nodes = [];

    private Installation(string folder, string program)
    {
        Folder = folder;
        Program = program;
    }

    /// <summary>The folder that held nothing but the executable.</summary>
    public string Folder { get; }

    /// <summary>The copied executable.</summary>
    public string Program { get; }

    /// <summary>The archive used by <see cref="Run"/> and <see cref="Serve"/>.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>The executable that was published; skips or fails the running test when there is none.</summary>
    public static string Published
    {
        get
        {
            var binary = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(binary) || !File.Exists(binary))
            {
                Foreign.Missing($"{Variable} does not name the published executable (build.ps1 publish makes it in artifacts/publish)");
            }

            return Path.GetFullPath(binary!);
        }
    }

    public static Installation Make()
    {
        var published = Published;
        var folder = Directory.CreateTempSubdirectory("appliance-").FullName;
        var program = Path.Combine(folder, Path.GetFileName(published));

        // By another process: a file that this one holds open for writing, even for the moment of a parallel test's fork, cannot be started.
        ProgramRun.Of("cp", ["--", published, program]).Succeeded();
        return new Installation(folder, program);
    }

    /// <summary>Runs a verb over this installation's archive.</summary>
    public ProgramRun Run(params IEnumerable<string> arguments) => ProgramRun.Of(Program, ["--data", Data, .. arguments], Folder);

    /// <summary>Starts a node over this installation's archive and waits until it listens on a free port.</summary>
    public NodeProcess Serve(params IEnumerable<string> arguments)
    {
        var node = NodeProcess.Start(Program, ["--data", Data, "serve", "--port", "0", "--bind", "127.0.0.1", .. arguments], Folder);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A new folder below this one.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
