using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>The console browser in an 80x24 terminal, as over SSH: no display, a node that receives meanwhile.</summary>
public sealed partial class BrowserTests
{
    private const int FewestColors = 40;

    // Names as the standard's own examples write them: three component groups in ISO 2022 IR 87, Cyrillic in ISO_IR 144.
    private static readonly (string Path, string Shown)[] Patients =
    [
        ("charset/chrH31.dcm", "山田"),
        ("charset/chrRuss.dcm", "Люкceмбypг"),
        ("ct/CT_small.dcm", "CompressedSamples"),
    ];

    [Fact]
    public void Browser_WhileTheNodeReceives_ListsPatientsInEveryScript()
    {
        using var installation = Installation.Make();
        var port = FreePort();
        using var terminal = new Terminal(installation.Folder, installation.Program, "--data", installation.Data, "browse", "--port", $"{port}", "--bind", "127.0.0.1");
        terminal.WaitFor("the node's status line", screen => screen.Contains($"{port}", StringComparison.Ordinal));

        installation.Run(["send", $"APPLIANCE@127.0.0.1:{port}", .. Patients.Select(patient => Tests.Corpus.PathOf(patient.Path))]).Succeeded();

        Assert.All(Patients, patient => terminal.WaitFor(patient.Shown, screen => screen.Contains(patient.Shown, StringComparison.Ordinal)));
        Assert.All(terminal.Screen.TrimEnd('\n').Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Browser_ListOfAssociations_IsLiveAndTellsTheContexts()
    {
        using var installation = Installation.Make();
        var port = FreePort();
        using var terminal = new Terminal(installation.Folder, installation.Program, "--data", installation.Data, "browse", "--port", $"{port}", "--bind", "127.0.0.1");
        terminal.WaitFor("the node's status line", screen => screen.Contains($"{port}", StringComparison.Ordinal));
        terminal.Press("a");
        terminal.WaitFor("the empty list", screen => screen.Contains("nobody has called yet", StringComparison.Ordinal));

        installation.Run("send", $"APPLIANCE@127.0.0.1:{port}", Tests.Corpus.PathOf("ct/CT_small.dcm")).Succeeded();

        terminal.WaitFor("what was done", screen => screen.Contains("C-STORE 1", StringComparison.Ordinal) && screen.Contains("ended", StringComparison.Ordinal));
        Assert.All(terminal.Screen.TrimEnd('\n').Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        terminal.Press("Enter");
        terminal.WaitFor("the contexts", screen => screen.Contains("CT Image Storage: Explicit VR", StringComparison.Ordinal));
        terminal.Press("Escape");
        terminal.WaitFor("the list again", screen => screen.Contains("F5 read again", StringComparison.Ordinal));
        terminal.Press("Escape");
        terminal.WaitFor("the patients", screen => screen.Contains("Patients", StringComparison.Ordinal));
    }

    [Fact]
    public void Browser_InstanceOpenedWithoutADisplay_ShowsThePictureInTheTerminal()
    {
        using var installation = Installation.Make();
        installation.Run("import", Tests.Corpus.PathOf("ct/CT_small.dcm")).Succeeded();
        using var terminal = new Terminal(installation.Folder, installation.Program, "--data", installation.Data, "browse", "--port", $"{FreePort()}", "--bind", "127.0.0.1");
        terminal.WaitFor("the patient", screen => screen.Contains("CompressedSamples", StringComparison.Ordinal));

        // Patients > studies > series > instances > picture.
        for (var step = 0; step < 6 && Colors(terminal.ColoredScreen) < FewestColors; step++)
        {
            terminal.Press("Enter");
            Thread.Sleep(700);
        }

        terminal.WaitFor("a picture in colours", screen => Colors(screen) >= FewestColors, colored: true);
        terminal.Press("Escape");
        terminal.WaitFor("the list again", screen => Colors(screen) < FewestColors, colored: true);
    }

    [Fact]
    public void Browser_DeleteKey_TellsWhatWouldGo_AndOnlyYDeletes()
    {
        using var installation = Installation.Make();
        installation.Run("import", Tests.Corpus.PathOf("ct/CT_small.dcm"), Tests.Corpus.PathOf("charset/chrRuss.dcm")).Succeeded();
        using var terminal = new Terminal(installation.Folder, installation.Program, "--data", installation.Data, "browse", "--port", $"{FreePort()}", "--bind", "127.0.0.1");
        terminal.WaitFor("the patients", screen => screen.Contains("CompressedSamples", StringComparison.Ordinal) && screen.Contains("2 patients", StringComparison.Ordinal));

        terminal.Press("d");
        terminal.WaitFor("the question", screen => screen.Contains("1 instance in 1 series of 1 study of 1 patient", StringComparison.Ordinal));
        terminal.Press("Enter");
        terminal.WaitFor("the refusal", screen => screen.Contains("nothing was deleted", StringComparison.Ordinal) && screen.Contains("2 patients", StringComparison.Ordinal));

        // Both are marked, and the Delete key does what d does.
        terminal.Press("Space", "Space", "DC");
        terminal.WaitFor("the question for both", screen => screen.Contains("2 instances in 2 series of 2 studies of 2 patients", StringComparison.Ordinal));
        terminal.Press("y");
        terminal.WaitFor("the empty archive", screen => screen.Contains("deleted 2", StringComparison.Ordinal) && screen.Contains("0 patients", StringComparison.Ordinal));
    }

    // Distinct foreground and background colours, given as red, green and blue.
    private static int Colors(string screen) => TrueColor().Matches(screen).Select(match => match.Value).Distinct().Count();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"[34]8[;:]2[;:]+\d+[;:]\d+[;:]\d+")]
    private static partial Regex TrueColor();
}
