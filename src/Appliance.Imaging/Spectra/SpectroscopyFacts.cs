using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>The facts of a frame of spectra in words, as they are written around its plot. Lines without a fact are left out.</summary>
public static class SpectroscopyFacts
{
    /// <summary>The lines for a frame; the letters at the edges stay empty.</summary>
    /// <param name="spectroscopy">The spectra.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="withIdentity">False leaves out everything that names or identifies the patient, for public display.</param>
    public static FrameLabels LabelsOf(DicomSpectroscopy spectroscopy, int frame, bool withIdentity = true)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)spectroscopy.NumberOfFrames, nameof(frame));
        var facts = new FactLines(spectroscopy.Groups, frame);
        return ImageFacts.LabelsOf(spectroscopy.Dataset, withIdentity) with { BottomLeft = How(facts, spectroscopy, frame), BottomRight = Which(facts, spectroscopy, frame) };
    }

    private static IReadOnlyList<string> How(FactLines facts, DicomSpectroscopy spectroscopy, int frame)
    {
        facts.Begin();
        facts.Line(
            facts.Text(DicomTag.VolumeLocalizationTechnique), facts.Number(DicomTag.EffectiveEchoTime, "TE {0}"), facts.Number(DicomTag.RepetitionTime, "TR {0} ms"),
            facts.Number(DicomTag.NumberOfAverages, "Avg {0}"));
        facts.Line(facts.Text(DicomTag.ResonantNucleus), facts.Number(DicomTag.TransmitterFrequency, "{0} MHz"), facts.Number(DicomTag.SpectralWidth, "width {0} Hz"),
            facts.Number(DicomTag.ChemicalShiftReference, "{0} ppm at its middle"));
        facts.Line(Suppression(facts));
        facts.Line(Done(facts, DicomTag.WaterReferencedPhaseCorrection, "phase by water reference"), Done(facts, DicomTag.FirstOrderPhaseCorrection, "first order phase corrected"));
        facts.Line(
            Other(facts, DicomTag.BaselineCorrection, "baseline {0}"), Other(facts, DicomTag.TimeDomainFiltering, "filter {0}"), Other(facts, DicomTag.KSpaceFiltering, "k-space filter {0}"),
            Other(facts, DicomTag.Decoupling, "decoupled"));
        facts.Line(VoxelSize(spectroscopy, frame));
        return facts.End();
    }

    private static IReadOnlyList<string> Which(FactLines facts, DicomSpectroscopy spectroscopy, int frame)
    {
        facts.Begin();
        var rows = spectroscopy.DataPointRows > 1 ? $"{spectroscopy.DataPointRows}x" : "";
        facts.Line(spectroscopy is { Columns: 1, Rows: 1 } ? "single voxel" : Invariant($"{spectroscopy.Columns}x{spectroscopy.Rows} voxels"));
        facts.Line(Invariant($"{rows}{spectroscopy.DataPointColumns} points"), facts.Text(DicomTag.DataRepresentation), facts.Text(DicomTag.SignalDomainColumns));
        facts.Line(
            spectroscopy.NumberOfFrames > 1 ? Invariant($"Frame {frame + 1}/{spectroscopy.NumberOfFrames}") : null, facts.Text(DicomTag.InstanceNumber, "Instance #{0}"));
        facts.Line(facts.Text(DicomTag.FrameAcquisitionDateTime) ?? facts.Text(DicomTag.AcquisitionDateTime));
        facts.Line(facts.Text(DicomTag.FrameComments) ?? facts.Text(DicomTag.ImageComments));
        return facts.End();
    }

    private static string? Suppression(FactLines facts) => Other(facts, DicomTag.SpectrallySelectedSuppression, "{0} suppressed");

    private static string? Done(FactLines facts, DicomTag tag, string words) => facts.Text(tag) == "YES" ? words : null;

    private static string? Other(FactLines facts, DicomTag tag, string form) => facts.Text(tag) is null or "NONE" or "NO" ? null : facts.Text(tag, form);

    private static string? VoxelSize(DicomSpectroscopy spectroscopy, int frame) =>
        spectroscopy.GridOf(frame)?.VoxelSize is var (width, height, depth) ? Invariant($"voxel {width:0.##} x {height:0.##} x {depth:0.##} mm") : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
