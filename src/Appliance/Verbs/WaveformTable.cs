using System.Globalization;
using Appliance.Imaging;

namespace Appliance;

/// <summary>
/// The samples of waveforms for other programs. As CSV (RFC 4180): for each multiplex group a line of facts that begins with <c>#</c>, a heading, and a
/// line for each moment. As JSON: an object for each group. Gaps are empty, or null.
/// </summary>
internal static class WaveformTable
{
    /// <summary>Writes the groups.</summary>
    /// <param name="output">Where.</param>
    /// <param name="name">The object.</param>
    /// <param name="waveform">Its waveforms.</param>
    /// <param name="group">The only group to write, from 1; null for all.</param>
    /// <exception cref="VerbException">There is no such group.</exception>
    /// <exception cref="DicomImageException">A group cannot be read.</exception>
    public static void Write(VerbOutput output, string name, DicomWaveform waveform, int? group)
    {
        if (group is { } asked && (asked < 1 || asked > waveform.NumberOfGroups))
        {
            throw new VerbException(ExitCode.Usage, $"{name} has groups 1 to {waveform.NumberOfGroups}, and --frame {asked} was asked for");
        }

        for (var number = group ?? 1; number <= (group ?? waveform.NumberOfGroups); number++)
        {
            var read = waveform.GetGroup(number - 1);
            foreach (var note in read.Notes)
            {
                output.Note($"{name}: group {number}: {note}");
            }

            if (output.IsJson)
            {
                Json(output, read, number);
            }
            else
            {
                Csv(output.Results, read, number);
            }
        }
    }

    private static void Csv(TextWriter results, WaveformGroup group, int number)
    {
        var facts = string.Join(", ", new[]
        {
            group.Label,
            group.Originality,
            string.Create(CultureInfo.InvariantCulture, $"{group.Channels.Count} channels, {group.Count} samples at {group.SamplingFrequency} Hz"),
        }.Where(fact => fact.Length > 0));
        results.WriteLine(TerminalText.Clean($"# group {number}: {facts}"));
        results.WriteLine(string.Join(',', group.Channels.Select(channel => Quoted(Heading(channel))).Prepend("time [s]")));
        for (var sample = 0; sample < group.Count; sample++)
        {
            results.Write((sample / group.SamplingFrequency).ToString("0.#########", CultureInfo.InvariantCulture));
            foreach (var channel in group.Channels)
            {
                results.Write(',');
                results.Write(double.IsNaN(channel[sample]) ? "" : Digits(channel[sample]));
            }

            results.WriteLine();
        }
    }

    private static void Json(VerbOutput output, WaveformGroup group, int number) => output.Json(json =>
    {
        json.WriteNumber("group", number);
        json.WriteString("label", group.Label);
        json.WriteString("originality", group.Originality);
        json.WriteNumber("samplingFrequency", group.SamplingFrequency);
        json.WriteNumber("samples", group.Count);
        json.WriteStartArray("channels");
        foreach (var channel in group.Channels)
        {
            json.WriteStartObject();
            json.WriteString("name", channel.Name);
            json.WriteString("source", channel.Definition.Source);
            json.WriteString("units", channel.Definition.Units);
            json.WriteNumber("startSeconds", channel.Definition.Skew + channel.Definition.Offset);
            json.WriteStartArray("values");
            for (var sample = 0; sample < channel.Count; sample++)
            {
                if (double.IsNaN(channel[sample]))
                {
                    json.WriteNullValue();
                }
                else
                {
                    json.WriteRawValue(Digits(channel[sample]));
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Heading(WaveformChannel channel) => channel.Definition.Units.Length == 0 ? channel.Name : $"{channel.Name} [{channel.Definition.ReadableUnits}]";

    // What scaling adds behind the twelfth digit is no measurement.
    private static string Digits(double value) => value.ToString("G12", CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
