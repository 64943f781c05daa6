using System.Globalization;
using System.Text.Json;
using Appliance.Imaging;

namespace Appliance;

/// <summary>Spectra as numbers: their axis and their complex points, not phased and not filtered, for programs of others.</summary>
/// <param name="spectroscopy">The spectra.</param>
internal sealed class SpectrumTable(DicomSpectroscopy spectroscopy)
{
    /// <summary>Writes the spectra that are asked for as results of a verb.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="name">The object, for notes.</param>
    /// <param name="spectroscopy">Its spectra.</param>
    /// <param name="choice">Which voxels.</param>
    /// <param name="frame">Which frame, counted from 1; null for all.</param>
    /// <exception cref="DicomImageException">A voxel is not there.</exception>
    public static void Write(VerbContext verb, string name, DicomSpectroscopy spectroscopy, SpectrumChoice choice, int? frame)
    {
        var table = new SpectrumTable(spectroscopy);
        var voxels = table.Voxels(choice.Voxel, frame);
        verb.Output.Line(table.Header);
        foreach (var voxel in voxels)
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            if (verb.Output.IsJson)
            {
                verb.Output.Json(json => table.WriteJson(json, voxel));
            }
            else
            {
                table.WriteCsv(verb.Output.Results, voxel);
            }
        }

        foreach (var note in spectroscopy.Notes)
        {
            verb.Output.Note($"{name}: {note}");
        }
    }

    /// <summary>The names of the columns of <see cref="WriteCsv"/>, with the unit of the axis.</summary>
    public string Header => $"frame,row,column,{(spectroscopy.RowAxis is { } rowAxis ? UnitOf(rowAxis) + "_rows," : "")}{UnitOf(spectroscopy.Axis)},real,imaginary";

    /// <summary>The voxels that are asked for.</summary>
    /// <param name="voxel">Row and column, counted from 1; null for all.</param>
    /// <param name="frame">Counted from 1; null for all.</param>
    /// <exception cref="VerbException">There is no such voxel or frame.</exception>
    public IEnumerable<VoxelIndex> Voxels((int Row, int Column)? voxel, int? frame)
    {
        Check("--frame", frame, spectroscopy.NumberOfFrames, "frames");
        Check("--spectrum, the row", voxel?.Row, spectroscopy.Rows, "rows");
        Check("--spectrum, the column", voxel?.Column, spectroscopy.Columns, "columns");
        return from f in Range(frame, spectroscopy.NumberOfFrames)
               from row in Range(voxel?.Row, spectroscopy.Rows)
               from column in Range(voxel?.Column, spectroscopy.Columns)
               select new VoxelIndex(row, column, f);
    }

    /// <summary>Writes a voxel, a line a point, from high frequencies to low ones.</summary>
    /// <exception cref="DicomImageException">The voxel is not there.</exception>
    public void WriteCsv(TextWriter writer, VoxelIndex voxel)
    {
        var place = Text($"{voxel.Frame + 1},{voxel.Row + 1},{voxel.Column + 1},");
        foreach (var (rowValue, spectrum) in SpectraOf(voxel))
        {
            var row = rowValue is { } value ? Text($"{value:R},") : "";
            for (var i = 0; i < spectrum.Points.Count; i++)
            {
                var point = spectrum.Points[i];
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place}{row}{spectrum.ValueAt(i):R},{point.Real:R},{point.Imaginary:R}"));
            }
        }
    }

    /// <summary>Writes a voxel as the members of an object: where it is, its axis, and its points part by part.</summary>
    /// <exception cref="DicomImageException">The voxel is not there.</exception>
    public void WriteJson(Utf8JsonWriter json, VoxelIndex voxel)
    {
        var spectra = SpectraOf(voxel);
        json.WriteNumber("frame", voxel.Frame + 1);
        json.WriteNumber("row", voxel.Row + 1);
        json.WriteNumber("column", voxel.Column + 1);
        json.WriteString("unit", UnitOf(spectroscopy.Axis));
        Write(json, "axis", Enumerable.Range(0, spectra[0].Spectrum.Points.Count).Select(i => spectra[0].Spectrum.ValueAt(i)));
        if (spectroscopy.RowAxis is { } rowAxis)
        {
            json.WriteString("rowUnit", UnitOf(rowAxis));
            Write(json, "rowAxis", spectra.Select(row => row.RowValue ?? 0));
        }

        Write(json, "real", spectra.SelectMany(row => row.Spectrum.Points).Select(point => point.Real));
        Write(json, "imaginary", spectra.SelectMany(row => row.Spectrum.Points).Select(point => point.Imaginary));
    }

    private List<(double? RowValue, Spectrum Spectrum)> SpectraOf(VoxelIndex voxel)
    {
        var signal = spectroscopy.GetSignal(voxel);
        if (spectroscopy.RowAxis is not { } rowAxis)
        {
            return [(null, SpectrumProcessor.Transform(signal, spectroscopy.Axis, SpectrumSettings.None))];
        }

        var plane = SpectrumProcessor.TransformPlane(signal, spectroscopy.Axis, rowAxis, SpectrumSettings.None);
        return [.. plane.Rows.Select((row, index) => ((double?)plane.ValueAt(index), row))];
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static string UnitOf(SpectralAxis axis) => axis.Unit switch
    {
        SpectralUnit.Ppm => "ppm",
        SpectralUnit.Hertz => "Hz",
        _ => "point",
    };

    private static IEnumerable<int> Range(int? one, int count) => one is { } number ? [number - 1] : Enumerable.Range(0, count);

    private static void Check(string option, int? number, int count, string what)
    {
        if (number is { } asked && (asked < 1 || asked > count))
        {
            throw new VerbException(ExitCode.Usage, $"{option}: {asked} was asked for, and there are {what} 1 to {count}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
