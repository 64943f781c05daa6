using System.Globalization;

namespace Appliance;

/// <summary>The tour as it went: steps, what did not match, pictures; written at the end as a table, or as JSON a line each.</summary>
internal sealed class DemoReport
{
    private const int MostProblems = 20;
    private const double Mega = 1e6;

    private readonly List<DemoStep> _steps = [];
    private readonly List<string> _problems = [];
    private readonly List<(string Path, string Of)> _pictures = [];

    /// <summary>Whether every step found what it expected.</summary>
    public bool Matches => _problems.Count == 0 && _steps.All(step => step.Matches);

    public void Add(DemoStep step) => _steps.Add(step);

    /// <summary>Tells what did not match.</summary>
    public void AddProblem(string problem) => _problems.Add(problem);

    /// <summary>Tells of a picture and what it shows.</summary>
    public void AddPicture(string path, string of) => _pictures.Add((path, of));

    /// <summary>Writes it all.</summary>
    public void Write(VerbOutput output)
    {
        WriteSteps(output);
        foreach (var problem in _problems.Take(MostProblems))
        {
            output.Error(problem);
        }

        if (_problems.Count > MostProblems)
        {
            output.Error($"and {_problems.Count - MostProblems} more of this kind");
        }

        WritePictures(output);
        output.Line(Matches ? "everything matched" : "not everything matched");
        output.Json(json => json.WriteBoolean("matched", Matches));
    }

    private void WriteSteps(VerbOutput output)
    {
        output.Line(Row("step", "done", "of", "", "MB", "ms", "rate"));
        foreach (var step in _steps)
        {
            var seconds = Math.Max(step.Elapsed.TotalSeconds, 1e-6);
            var rate = step.Bytes is { } moved ? $"{Number(moved / Mega / seconds)} MB/s" : $"{Number(step.Done / seconds)}/s";
            var megabytes = step.Bytes is { } bytes ? Number(bytes / Mega) : "";
            output.Line(Row(step.Name, $"{step.Done}", $"{step.Expected}", step.What, megabytes, Number(step.Elapsed.TotalMilliseconds), rate)
                + (step.Matches ? "" : "  <- does not match"));
            output.Json(json =>
            {
                json.WriteString("step", step.Name);
                json.WriteString("what", step.What);
                json.WriteNumber("done", step.Done);
                json.WriteNumber("expected", step.Expected);
                json.WriteNumber("bytes", step.Bytes ?? 0);
                json.WriteNumber("milliseconds", Math.Round(step.Elapsed.TotalMilliseconds, 3));
                json.WriteBoolean("matched", step.Matches);
            });
        }
    }

    private void WritePictures(VerbOutput output)
    {
        foreach (var (path, of) in _pictures)
        {
            output.Line($"{path}  {TerminalText.Clean(of)}");
            output.Json(json =>
            {
                json.WriteString("picture", path);
                json.WriteString("of", of);
            });
        }
    }

    private static string Row(string step, string done, string of, string what, string megabytes, string milliseconds, string rate) =>
        $"{step,-10}{done,6}{of,6} {what,-12}{megabytes,8}{milliseconds,9}  {rate,12}";

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
