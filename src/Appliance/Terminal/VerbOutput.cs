using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Appliance;

/// <summary>
/// Where a verb writes: results to standard output, as text or, with <c>--json</c>, as one object per line; everything else (notes,
/// progress, errors) to standard error, so that a pipe carries results alone. Safe to use from several threads.
/// </summary>
/// <param name="standardOutput">Takes the results.</param>
/// <param name="standardError">Takes notes, progress and errors.</param>
/// <param name="errorIsTerminal">Whether a person watches standard error, so that a progress bar may be redrawn in place.</param>
internal sealed class VerbOutput(TextWriter standardOutput, TextWriter standardError, bool errorIsTerminal)
{
    // Names in any script stay readable; the lines go to terminals and files, never into a web page.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private bool _barIsDrawn;

    /// <summary>Results are JSON, one object per line.</summary>
    public bool IsJson { get; init; }

    /// <summary>Notes and progress are left out.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Details are told too.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Whether a bar may be redrawn in place.</summary>
    public bool CanRedraw => errorIsTerminal && !IsQuiet && !IsJson;

    /// <summary>The stream of results, for a verb that writes long text itself.</summary>
    public TextWriter Results => standardOutput;

    /// <summary>Writes one line of result; not with <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (!IsJson)
        {
            Write(standardOutput, text);
        }
    }

    /// <summary>Writes one result as a JSON object on a line of its own; only with <c>--json</c>.</summary>
    /// <param name="members">Writes the members between the braces.</param>
    public void Json(Action<Utf8JsonWriter> members)
    {
        if (IsJson)
        {
            Write(standardOutput, ObjectOf(members));
        }
    }

    /// <summary>Tells something worth knowing that is no result.</summary>
    public void Note(string text)
    {
        if (!IsQuiet)
        {
            Write(standardError, text);
        }
    }

    /// <summary>Tells what only <c>-v</c> asks for.</summary>
    public void Detail(string text)
    {
        if (IsVerbose)
        {
            Write(standardError, text);
        }
    }

    /// <summary>Tells what went wrong; always.</summary>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="exitCode">What the process will return, or null when this failure does not end it.</param>
    public void Error(string message, int? exitCode = null)
    {
        Write(standardError, !IsJson ? "error: " + message : ObjectOf(json =>
        {
            json.WriteString("error", message);
            if (exitCode is { } code)
            {
                json.WriteNumber("exitCode", code);
            }
        }));
    }

    /// <summary>Draws a line over the last one drawn this way; an empty text clears it.</summary>
    internal void Redraw(string text)
    {
        lock (_lock)
        {
            standardError.Write("\r" + text + "\u001b[K");
            standardError.Flush();
            _barIsDrawn = text.Length > 0;
        }
    }

    private static string ObjectOf(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(TextWriter writer, string text)
    {
        lock (_lock)
        {
            if (_barIsDrawn)
            {
                standardError.Write("\r\u001b[K");
                _barIsDrawn = false;
            }

            writer.WriteLine(text);
            writer.Flush();
        }
    }
}
