using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Appliance.Dicom;

/// <summary>
/// The DICOM JSON model (PS3.18 annex F) of data sets, both ways. What is written and read back says the same, element by element; encodings
/// (lengths, padding, byte order, group lengths, the letters of a number string that JSON has no form for) are not part of the model.
/// </summary>
public static class DicomJson
{
    /// <summary>Writes a data set as one JSON object in UTF-8.</summary>
    /// <param name="dataset">The data set; elements of group 0002 and group lengths are left out (PS3.18 F.2.2).</param>
    /// <param name="options">See <see cref="DicomJsonOptions"/>.</param>
    /// <exception cref="InvalidOperationException">It is nested deeper than allowed.</exception>
    public static byte[] Write(DicomDataset dataset, DicomJsonOptions? options = null)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, WriterOptions))
        {
            Write(json, dataset, options);
        }

        return bytes.ToArray();
    }

    /// <summary>Writes a data set as one JSON object, where <paramref name="json"/> expects a value.</summary>
    /// <inheritdoc cref="Write(DicomDataset, DicomJsonOptions?)"/>
    public static void Write(Utf8JsonWriter json, DicomDataset dataset, DicomJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(dataset);
        new JsonModelWriter(json, options ?? DicomJsonOptions.Default).Write(dataset);
    }

    /// <summary>Writes a data set as text: <see cref="Write(DicomDataset, DicomJsonOptions?)"/> for those who print it.</summary>
    /// <inheritdoc cref="Write(DicomDataset, DicomJsonOptions?)"/>
    public static string WriteText(DicomDataset dataset, DicomJsonOptions? options = null) => Encoding.UTF8.GetString(Write(dataset, options));

    /// <summary>Reads one data set: a JSON object, or an array that holds one.</summary>
    /// <param name="utf8">The text, in UTF-8, with or without a byte order mark.</param>
    /// <param name="options">See <see cref="DicomJsonOptions"/>.</param>
    /// <returns>
    /// A data set for explicit VR little endian. Its Specific Character Set is the one given (PS3.18 F.2.2 note 3) where that holds its text, else
    /// ISO_IR 192.
    /// </returns>
    /// <exception cref="DicomFormatException">It is no JSON, no data set, or beyond a limit; the offset is the byte in the text.</exception>
    public static DicomDataset Read(ReadOnlySpan<byte> utf8, DicomJsonOptions? options = null)
    {
        var all = ReadAll(utf8, options);
        return all.Count == 1 ? all[0] : throw new DicomFormatException($"one data set was expected, and an array of {all.Count} found", 0);
    }

    /// <summary>Reads data sets: an array of JSON objects, as the web services of PS3.18 answer with, or a single object.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<DicomDataset> ReadAll(ReadOnlySpan<byte> utf8, DicomJsonOptions? options = null) =>
        new JsonModelReader(utf8, options ?? DicomJsonOptions.Default).ReadAll();

    // Letters of other scripts stay themselves: the text is UTF-8, and never put into a web page as it is.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
