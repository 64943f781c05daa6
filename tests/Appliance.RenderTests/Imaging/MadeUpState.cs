using Appliance.Dicom;

namespace Appliance.RenderTests.Imaging;

/// <summary>A grey image and presentation states for it that follow their IODs, so that other software takes them too.</summary>
internal static class MadeUpState
{
    public const string ImageUid = "1.2.826.0.1.3680043.10.1444.1.3.1";
    public const string ImageSeriesUid = "1.2.826.0.1.3680043.10.1444.1.3";

    /// <summary>A secondary capture of 48x48 12-bit greys; <paramref name="signed"/> begins them at -2048.</summary>
    public static DicomDataset Image(bool signed = false, string photometric = "MONOCHROME2", int frames = 1)
    {
        var dataset = MadeUp.Gray(16, 12, signed, photometric);
        Common(dataset, frames == 1 ? DicomUID.SecondaryCaptureImageStorage : DicomUID.MultiFrameGrayscaleWordSecondaryCaptureImageStorage, ImageUid, ImageSeriesUid, "OT")
            .Set(DicomTag.ConversionType, "WSD").Set(DicomTag.PatientOrientation, "L", "P");
        if (frames > 1)
        {
            dataset.Set(DicomTag.NumberOfFrames, frames)
                .SetBytes(DicomTag.PixelData, DicomVR.OW, Enumerable.Repeat(dataset.GetBytes(DicomTag.PixelData).ToArray(), frames).SelectMany(frame => frame).ToArray());
        }

        return dataset;
    }

    /// <summary>A state for <see cref="Image"/> with nothing but what it has to have.</summary>
    public static DicomDataset State(DicomUID? kind = null)
    {
        var sopClass = kind ?? DicomUID.GrayscaleSoftcopyPresentationStateStorage;
        var state = Common(new DicomDataset(), sopClass, "1.2.826.0.1.3680043.10.1444.1.4.1", "1.2.826.0.1.3680043.10.1444.1.4", "PR")
            .Set(DicomTag.InstanceNumber, 1).Set(DicomTag.ContentLabel, "MADE_UP").Set(DicomTag.ContentDescription, "made up")
            .Set(DicomTag.PresentationCreationDate, "20260302").Set(DicomTag.PresentationCreationTime, "120000").Set(DicomTag.ContentCreatorName, "Doe^Jane")
            .SetSequence(DicomTag.ReferencedSeriesSequence, new DicomDataset().Set(DicomTag.SeriesInstanceUID, ImageSeriesUid)
                .SetSequence(DicomTag.ReferencedImageSequence, Reference()))
            .SetSequence(DicomTag.DisplayedAreaSelectionSequence, Area(1, 1, MadeUp.Side, MadeUp.Side));
        return sopClass == DicomUID.GrayscaleSoftcopyPresentationStateStorage ? state.Set(DicomTag.PresentationLUTShape, "IDENTITY") : state;
    }

    /// <summary>An item that names the image, or some of its frames.</summary>
    public static DicomDataset Reference(params int[] frames)
    {
        var item = new DicomDataset().Set(DicomTag.ReferencedSOPClassUID, DicomUID.SecondaryCaptureImageStorage).Set(DicomTag.ReferencedSOPInstanceUID, ImageUid);
        return frames.Length == 0 ? item : item.Set(DicomTag.ReferencedFrameNumber, frames);
    }

    /// <summary>An item of the Displayed Area Selection Sequence.</summary>
    public static DicomDataset Area(int left, int top, int right, int bottom) => new DicomDataset()
        .Set(DicomTag.DisplayedAreaTopLeftHandCorner, left, top).Set(DicomTag.DisplayedAreaBottomRightHandCorner, right, bottom)
        .Set(DicomTag.PresentationSizeMode, "SCALE TO FIT").Set(DicomTag.PresentationPixelAspectRatio, 1, 1);

    /// <summary>A window in an item of the Softcopy VOI LUT Sequence.</summary>
    public static DicomDataset Window(double center, double width) => new DicomDataset().Set(DicomTag.WindowCenter, center).Set(DicomTag.WindowWidth, width);

    /// <summary>An item of a LUT sequence with 16-bit entries.</summary>
    public static DicomDataset Lut(int first, int bits, params int[] entries) => new DicomDataset()
        .SetBytes(DicomTag.LUTDescriptor, DicomVR.US, Words(entries.Length, first, bits))
        .SetBytes(DicomTag.LUTData, DicomVR.OW, Words(entries));

    /// <summary>A layer, and a graphic annotation in it with the objects given.</summary>
    public static DicomDataset Annotate(this DicomDataset state, DicomDataset[] figures, DicomDataset[] texts)
    {
        var annotation = new DicomDataset().Set(DicomTag.GraphicLayer, "MARKS");
        if (figures.Length > 0)
        {
            annotation.SetSequence(DicomTag.GraphicObjectSequence, figures);
        }

        if (texts.Length > 0)
        {
            annotation.SetSequence(DicomTag.TextObjectSequence, texts);
        }

        return state.SetSequence(DicomTag.GraphicAnnotationSequence, annotation).SetSequence(DicomTag.GraphicLayerSequence, Layer("MARKS", 1, 65535));
    }

    /// <summary>An item of the Graphic Layer Sequence.</summary>
    public static DicomDataset Layer(string name, int order, int grey) => new DicomDataset().Set(DicomTag.GraphicLayer, name).Set(DicomTag.GraphicLayerOrder, order)
        .Set(DicomTag.GraphicLayerRecommendedDisplayGrayscaleValue, grey);

    /// <summary>A graphic object.</summary>
    public static DicomDataset Figure(string type, bool filled, string units, params double[] points) => new DicomDataset()
        .Set(DicomTag.GraphicAnnotationUnits, units).Set(DicomTag.GraphicDimensions, 2).Set(DicomTag.NumberOfGraphicPoints, points.Length / 2)
        .Set(DicomTag.GraphicData, points).Set(DicomTag.GraphicType, type).Set(DicomTag.GraphicFilled, filled ? "Y" : "N");

    /// <summary>A text object in a box, with an anchor.</summary>
    public static DicomDataset Text(string words, double[] box, double[] anchor) => new DicomDataset()
        .Set(DicomTag.BoundingBoxAnnotationUnits, "PIXEL").Set(DicomTag.AnchorPointAnnotationUnits, "PIXEL").Set(DicomTag.UnformattedTextValue, words)
        .Set(DicomTag.BoundingBoxTopLeftHandCorner, box[0], box[1]).Set(DicomTag.BoundingBoxBottomRightHandCorner, box[2], box[3])
        .Set(DicomTag.BoundingBoxTextHorizontalJustification, "LEFT").Set(DicomTag.AnchorPoint, anchor).Set(DicomTag.AnchorPointVisibility, "Y");

    /// <summary>Words of 16 bits, low byte first.</summary>
    public static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];

    /// <summary>The modules of patient, study, series and equipment, whole enough for validators.</summary>
    public static DicomDataset Common(DicomDataset dataset, DicomUID sopClass, string uid, string series, string modality) => dataset
        .Set(DicomTag.SOPClassUID, sopClass).Set(DicomTag.SOPInstanceUID, uid).Set(DicomTag.SeriesInstanceUID, series)
        .Set(DicomTag.StudyInstanceUID, "1.2.826.0.1.3680043.10.1444.1").Set(DicomTag.Modality, modality).Set(DicomTag.SeriesNumber, 1)
        .Set(DicomTag.InstanceNumber, 1).Set(DicomTag.PatientName, "Test^State").Set(DicomTag.PatientID, "STATE").Set(DicomTag.PatientBirthDate, "19700101")
        .Set(DicomTag.PatientSex, "O").Set(DicomTag.StudyDate, "20260302").Set(DicomTag.StudyTime, "120000").Set(DicomTag.StudyID, "1")
        .Set(DicomTag.AccessionNumber, "1").Set(DicomTag.ReferringPhysicianName, "Doe^Jane").Set(DicomTag.Manufacturer, "made up").Set(DicomTag.Laterality);
}
