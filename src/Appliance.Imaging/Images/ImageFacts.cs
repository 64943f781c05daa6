using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The facts of a frame in words, as they are written over its picture: patient, study, series, technique, place, time, each from the
/// frame's functional groups where an enhanced object varies it. Lines without a fact are left out.
/// </summary>
public static class ImageFacts
{
    /// <summary>The lines and letters for a frame.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="withIdentity">False leaves out everything that names or identifies the patient, for public display.</param>
    public static FrameLabels LabelsOf(DicomImage image, int frame, bool withIdentity = true)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)image.NumberOfFrames, nameof(frame));
        var facts = new ImageFactLines(image, frame);
        var (right, bottom, ofAnimal) = Directions(image, frame);
        return new FrameLabels(
            Whose(facts, withIdentity), What(facts, withIdentity), How(facts), Which(facts),
            Opposite(right, ofAnimal), right, Opposite(bottom, ofAnimal), bottom);
    }

    /// <summary>The lines for an object that is no image: whose it is and of which study and series; the lower corners stay empty.</summary>
    /// <param name="dataset">Any object.</param>
    /// <param name="withIdentity">False leaves out everything that names or identifies the patient, for public display.</param>
    public static FrameLabels LabelsOf(DicomDataset dataset, bool withIdentity = true)
    {
        var facts = new FactLines(new FunctionalGroups(dataset), 0);
        return new FrameLabels(Whose(facts, withIdentity), What(facts, withIdentity), [], [], "", "", "", "");
    }

    private static IReadOnlyList<string> Whose(FactLines facts, bool withIdentity)
    {
        facts.Begin();
        if (withIdentity)
        {
            facts.Line(facts.Text(DicomTag.InstitutionName));
        }

        facts.Line(facts.Text(DicomTag.Manufacturer), facts.Text(DicomTag.ManufacturerModelName));
        if (withIdentity)
        {
            facts.Line(facts.Text(DicomTag.PatientID, "[{0}]"), facts.Text(DicomTag.PatientName));
            facts.Line(facts.Text(DicomTag.PatientSex), facts.Text(DicomTag.PatientBirthDate), facts.Text(DicomTag.PatientAge, "[{0}]"));
        }

        facts.Line(Laterality(facts), Anatomy(facts));
        return facts.End();
    }

    private static IReadOnlyList<string> What(FactLines facts, bool withIdentity)
    {
        facts.Begin();
        facts.Line(facts.Text(DicomTag.StudyDescription));
        facts.Line(facts.Text(DicomTag.SeriesDescription));
        if (withIdentity)
        {
            facts.Line(facts.Text(DicomTag.StudyID), facts.Text(DicomTag.AccessionNumber, "[{0}]"));
        }

        facts.Line(facts.Text(DicomTag.StudyDate));
        facts.Line(facts.Text(DicomTag.Modality), facts.Text(DicomTag.SeriesNumber, "Series #{0}"));
        return facts.End();
    }

    private static IReadOnlyList<string> How(ImageFactLines facts)
    {
        facts.Begin();
        facts.Line(facts.Text(DicomTag.AcquisitionContrast), facts.Text(DicomTag.ComplexImageComponent));
        facts.Line(
            facts.Positive(DicomTag.EffectiveEchoTime, "TE {0}") ?? facts.Positive(DicomTag.EchoTime, "TE {0}"),
            facts.Positive(DicomTag.RepetitionTime, "TR {0}"),
            Suffixed(facts.Positive(DicomTag.InversionTimes, "TI {0}") ?? facts.Positive(DicomTag.InversionTime, "TI {0}")),
            facts.Number(DicomTag.DiffusionBValue, "b {0} s/mm2"));
        facts.Line(
            facts.Positive(DicomTag.FlipAngle, "FA {0}\u00b0"), facts.Positive(DicomTag.EchoTrainLength, "ETL {0}"), facts.Positive(DicomTag.NumberOfAverages, "Avg {0}"));
        facts.Line(facts.Positive(DicomTag.KVP, "{0} kV"), facts.Positive(DicomTag.XRayTubeCurrentInmA, "{0} mA") ?? facts.Positive(DicomTag.XRayTubeCurrent, "{0} mA"),
            facts.Positive(DicomTag.ExposureTimeInms, "{0} ms") ?? facts.Positive(DicomTag.ExposureTime, "{0} ms"), facts.Text(DicomTag.ConvolutionKernel));
        facts.Line(facts.Spacing(), facts.Positive(DicomTag.SliceThickness, "thick {0} mm"), facts.Positive(DicomTag.SpacingBetweenSlices, "every {0} mm"));
        facts.Line(facts.Plane?.Name, facts.Position());
        return facts.End();
    }

    private static IReadOnlyList<string> Which(ImageFactLines facts)
    {
        facts.Begin();
        facts.Line(facts.Format());
        facts.Line(facts.Colors());
        facts.Line(facts.FrameNumber(), facts.Text(DicomTag.InstanceNumber, "Image #{0}"), facts.Text(DicomTag.FrameLabel));
        facts.Line(facts.Dimensions());
        facts.Line(facts.Text(DicomTag.FrameAcquisitionDateTime) ?? facts.Text(DicomTag.AcquisitionDateTime) ?? facts.Text(DicomTag.AcquisitionTime));
        facts.Line(facts.Text(DicomTag.FrameComments) ?? facts.Text(DicomTag.ImageComments));
        return facts.End();
    }

    private static string? Suffixed(string? time) => time is null ? null : $"{time} ms";

    private static string? Laterality(FactLines facts) =>
        facts.Text(DicomTag.FrameLaterality) ?? facts.Text(DicomTag.ImageLaterality) ?? facts.Text(DicomTag.Laterality);

    private static string? Anatomy(FactLines facts) =>
        facts.CodeMeaning(DicomTag.AnatomicRegionSequence) ?? facts.Text(DicomTag.BodyPartExamined);

    // By geometry when there is one, else as Patient Orientation (0020,0020) says: row direction, column direction. That has terms of its own for animals.
    private static (string Right, string Bottom, bool OfAnimal) Directions(DicomImage image, int frame)
    {
        if (image.PlaneOf(frame) is { Space: PlaneSpace.Patient } plane)
        {
            return (plane.RowDirection.Letters(), plane.ColumnDirection.Letters(), false);
        }

        var ofAnimal = image.Dataset.GetString(DicomTag.AnatomicalOrientationType)?.Trim() == "QUADRUPED";
        return image.Dataset.GetStrings(DicomTag.PatientOrientation) is [var row, var column, ..] ? (row, column, ofAnimal) : ("", "", ofAnimal);
    }

    private static string Opposite(string letters, bool ofAnimal = false) =>
        ofAnimal ? QuadrupedDirections.Opposite(letters) : string.Concat(letters.Select(Opposite));

    private static char Opposite(char letter) => letter switch
    {
        'L' => 'R',
        'R' => 'L',
        'A' => 'P',
        'P' => 'A',
        'H' => 'F',
        'F' => 'H',
        _ => letter,
    };
}
