using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.RenderTests.Objects;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Presentation states (PS3.3 A.33, C.10, C.11; PS3.4 N) read and applied, by made-up objects.</summary>
public sealed class PresentationStateTests
{
    [Fact]
    public void Grey_IsTheStatesAlone_AndWhatItLeavesOutIsTheIdentity()
    {
        // The image has a window, a rescale and is MONOCHROME1; the state says nothing: 0 is black, 4095 white.
        var image = MadeUpState.Image(photometric: "MONOCHROME1").Set(DicomTag.WindowCenter, 100).Set(DicomTag.WindowWidth, 50)
            .Set(DicomTag.RescaleSlope, 2).Set(DicomTag.RescaleIntercept, -1000);
        var pipeline = Present(MadeUpState.State(), image).Pipeline;
        Assert.Equal([0, 128, 255], new double[] { 0, 2048, 4095 }.Select(value => (int)pipeline.Level(value)));
    }

    [Fact]
    public void Grey_OfSignedValues_IsSpreadOverAllOfThem()
    {
        var pipeline = Present(MadeUpState.State(), MadeUpState.Image(signed: true)).Pipeline;
        Assert.Equal([0, 255], new double[] { -2048, 2047 }.Select(value => (int)pipeline.Level(value)));
    }

    [Fact]
    public void Modality_OfTheState_ComesBeforeItsWindow()
    {
        var state = MadeUpState.State().Set(DicomTag.RescaleSlope, 2).Set(DicomTag.RescaleIntercept, -1000).Set(DicomTag.RescaleType, "HU")
            .SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(0.5, 1001));
        var shown = Present(state, MadeUpState.Image());
        Assert.Equal([0, 128, 255], new double[] { 250, 500, 750 }.Select(value => (int)shown.Pipeline.Level(value)));
        Assert.Equal(("HU", 1), (shown.Pipeline.ModalityUnit, shown.Windows.Count));
    }

    [Fact]
    public void Tables_OfAllThreeStages_FollowEachOther()
    {
        // 0 -> 3 -> 1 -> 2 of 3; entries of 8 bits.
        var state = MadeUpState.State().SetSequence(DicomTag.ModalityLUTSequence, MadeUpState.Lut(0, 8, 3, 2, 1, 0).Set(DicomTag.ModalityLUTType, "US"))
            .SetSequence(DicomTag.SoftcopyVOILUTSequence, new DicomDataset().SetSequence(DicomTag.VOILUTSequence, MadeUpState.Lut(0, 8, 0, 85, 170, 85)));
        state.Remove(DicomTag.PresentationLUTShape);
        state.SetSequence(DicomTag.PresentationLUTSequence, MadeUpState.Lut(0, 8, 255, 128, 64, 0));
        var pipeline = Present(state, MadeUpState.Image()).Pipeline;

        // Stored 0: modality 3, VOI 85 of 255, a third of the presentation table: its second entry.
        Assert.Equal([128, 64, 128, 255], Enumerable.Range(0, 4).Select(value => (int)pipeline.Level(value)));
    }

    [Fact]
    public void Window_IsThatOfTheFrame()
    {
        var state = MadeUpState.State().SetSequence(
            DicomTag.SoftcopyVOILUTSequence,
            MadeUpState.Window(100, 10).SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(2)),
            MadeUpState.Window(200, 20).SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(1, 3)));
        Assert.Equal([200, 100, 200], Enumerable.Range(0, 3).Select(frame => Present(state, MadeUpState.Image(frames: 3), frame).Pipeline.Window!.Value.Center));
    }

    // DCMTK passes over VOI LUT Function in a state; PS3.3 C.11.8 takes it over with the VOI LUT macro, and C.11.2.1.3.1 has the formula.
    [Fact]
    public void Window_WithASigmoid_IsTheFormulaOfTheStandard()
    {
        var pipeline = Present(MadeUpState.State().SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(2048, 1500).Set(DicomTag.VOILUTFunction, "SIGMOID")), MadeUpState.Image()).Pipeline;
        Assert.All([0, 1000, 2048, 2500, 4095], value =>
            Assert.InRange(pipeline.Level(value) - (255 / (1 + Math.Exp(-4 * (value - 2048.0) / 1500))), -0.51, 0.51));
    }

    // The state stands for MONOCHROME1 as well: with IDENTITY the least value is black, with INVERSE white (PS3.4 N.2).
    [Theory]
    [InlineData("MONOCHROME1", "IDENTITY", 0)]
    [InlineData("MONOCHROME1", "INVERSE", 255)]
    [InlineData("MONOCHROME2", "INVERSE", 255)]
    public void Shape_CountsAlone_WhateverTheImageIs(string photometric, string shape, int level) =>
        Assert.Equal(level, Present(MadeUpState.State().Set(DicomTag.PresentationLUTShape, shape), MadeUpState.Image(photometric: photometric)).Pipeline.Level(0));

    [Fact]
    public void Shape_Inverse_TurnsGreysRound()
    {
        var pipeline = Present(MadeUpState.State().Set(DicomTag.PresentationLUTShape, "INVERSE"), MadeUpState.Image()).Pipeline;
        Assert.Equal([255, 0], new double[] { 0, 4095 }.Select(value => (int)pipeline.Level(value)));
    }

    [Fact]
    public void PseudoColour_PutsGreysThroughThePaletteOfTheState()
    {
        var state = MadeUpState.State(DicomUID.PseudoColorSoftcopyPresentationStateStorage);
        foreach (var (descriptor, data, values) in ((DicomTag, DicomTag, byte[])[])[
            (DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, [0, 255]),
            (DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, [10, 20]),
            (DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, [255, 0])])
        {
            state.SetBytes(descriptor, DicomVR.US, new byte[] { 2, 0, 0, 0, 8, 0 }).SetBytes(data, DicomVR.OW, values);
        }

        var pipeline = Present(state, MadeUpState.Image()).Pipeline;
        Assert.Equal(((byte)0, (byte)10, (byte)255), pipeline.Color(0));
        Assert.Equal(((byte)255, (byte)20, (byte)0), pipeline.Color(4095));
    }

    [Fact]
    public void Reference_NamesImagesAndFrames()
    {
        var dataset = MadeUpState.State();
        dataset.SetSequence(DicomTag.ReferencedSeriesSequence, new DicomDataset().SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(2), MadeUpState.Reference(4)));
        var state = PresentationState.Open(dataset);
        Assert.Equal([false, true, false, true], Enumerable.Range(0, 4).Select(frame => state.AppliesTo(MadeUpState.ImageUid, frame)));
        Assert.False(state.AppliesTo("1.2.3", 1));
        Assert.False(state.AppliesTo(null, 1));
    }

    // Clockwise first, then left and right: the corner that was top left goes where the standard has it.
    [Theory]
    [InlineData(0, false, 0, 0)]
    [InlineData(90, false, 3, 0)]
    [InlineData(180, false, 4, 3)]
    [InlineData(270, false, 0, 4)]
    [InlineData(0, true, 4, 0)]
    [InlineData(90, true, 0, 0)]
    [InlineData(270, true, 3, 4)]
    [InlineData(-90, false, 0, 4)]
    public void Turn_MovesTheFirstPixel(int degrees, bool flip, int x, int y)
    {
        var turn = Present(MadeUpState.State().Set(DicomTag.ImageRotation, [(degrees + 360) % 360]).Set(DicomTag.ImageHorizontalFlip, flip ? "Y" : "N"), MadeUpState.Image()).Turn;
        var picture = new byte[5 * 4];
        picture[0] = 7;
        var turned = turn.Apply(new RenderedImage(5, 4, false, picture));
        Assert.Equal((degrees / 90 & 1) != 0 ? (4, 5) : (5, 4), (turned.Width, turned.Height));
        Assert.Equal(7, turned.Pixels[(y * turned.Width) + x]);
    }

    [Theory]
    [InlineData(1, false, "L", "R", "P", "A", "A", "P", "L", "R")]
    [InlineData(0, true, "R", "L", "A", "P", "L", "R", "A", "P")]
    [InlineData(2, false, "R", "L", "A", "P", "L", "R", "P", "A")]
    public void Turn_TakesLettersOfOrientationAlong(
        int turns, bool flip, string left, string right, string top, string bottom, string newLeft, string newRight, string newTop, string newBottom) =>
        Assert.Equal((newLeft, newRight, newTop, newBottom), new SpatialTransform(turns, flip).Edges(left, right, top, bottom));

    [Fact]
    public void Area_WithItsCornersInAnyOrder_IsOrdered()
    {
        var state = MadeUpState.State().SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(40, 5, 10, 30).Set(DicomTag.PresentationPixelAspectRatio, 2, 1));
        var shown = Present(state, MadeUpState.Image());
        Assert.Equal((10, 5, 40, 30), (shown.Area!.Left, shown.Area.Top, shown.Area.Right, shown.Area.Bottom));
        Assert.Equal(2, shown.PixelAspectRatio);
    }

    [Theory]
    [InlineData("TRUE SIZE", 0)]
    [InlineData("TRUE SIZE", 1e300)]
    [InlineData("MAGNIFY", 0)]
    [InlineData("MAGNIFY", 1e6)]
    public void Area_WhoseSizeLacksAUsableNumber_IsScaledToFitWithANote(string mode, double number)
    {
        var area = MadeUpState.Area(1, 1, 48, 48).Set(DicomTag.PresentationSizeMode, mode);
        area = number == 0 ? area : mode == "MAGNIFY" ? area.Set(DicomTag.PresentationPixelMagnificationRatio, number) : area.Set(DicomTag.PresentationPixelSpacing, number, number);
        var shown = Present(MadeUpState.State().SetSequence(DicomTag.DisplayedAreaSelectionSequence, area), MadeUpState.Image());
        Assert.Equal(PresentationSize.ScaleToFit, shown.Area!.Size);
        Assert.Contains(shown.Notes, note => note.Contains("PresentationSizeMode", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(49, 1, 60, 48)]
    [InlineData(-20, -20, 0, 0)]
    [InlineData(1, 1, int.MaxValue, 48)]
    [InlineData(int.MinValue, 1, 48, 48)]
    public void Area_WithNothingOfTheImage_OrOutOfAllReason_IsNotedAndTheWholeImageShown(int left, int top, int right, int bottom)
    {
        var shown = Present(MadeUpState.State().SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(left, top, right, bottom)), MadeUpState.Image());
        Assert.Null(shown.Area);
        Assert.Contains($"{left}\\{top}", Assert.Single(shown.Notes), StringComparison.Ordinal);
    }

    // Columns 11 to 30 and rows 21 to 24; what reaches beyond the image is left out.
    [Theory]
    [InlineData(0, false, 11, 21, 30, 24, 20, 4, 10, 20)]
    [InlineData(1, false, 11, 21, 30, 24, 4, 20, 10, 23)]
    [InlineData(0, true, 11, 21, 30, 24, 20, 4, 29, 20)]
    [InlineData(3, true, 11, 21, 30, 24, 4, 20, 29, 23)]
    [InlineData(0, false, -9, 41, 10, 60, 10, 8, 0, 40)]
    public void Area_CutOutOfATurnedPicture_IsThePartWithItsFirstPixelWhereItWent(
        int turns, bool flip, int left, int top, int right, int bottom, int width, int height, int firstColumn, int firstRow)
    {
        var picture = new RenderedImage(48, 48, true, [.. Enumerable.Range(0, 48 * 48).SelectMany(i => new[] { (byte)(i % 48), (byte)(i / 48), (byte)7 })]);
        var turn = new SpatialTransform(turns, flip);
        var cut = new DisplayedArea(left, top, right, bottom, PresentationSize.ScaleToFit, 0, null, 1).CutFrom(turn.Apply(picture), turn);
        Assert.Equal((width, height), (cut.Width, cut.Height));
        Assert.Equal((firstColumn, firstRow, 7), (cut.Pixels[0], cut.Pixels[1], cut.Pixels[2]));
    }

    [Fact]
    public void Annotations_AreInTheOrderAndColourOfTheirLayers()
    {
        var state = MadeUpState.State()
            .SetSequence(
                DicomTag.GraphicAnnotationSequence,
                new DicomDataset().Set(DicomTag.GraphicLayer, "UPPER").SetSequence(DicomTag.GraphicObjectSequence, MadeUpState.Figure("POINT", false, "DISPLAY", 0.5, 0.25)),
                new DicomDataset().Set(DicomTag.GraphicLayer, "LOWER").SetSequence(DicomTag.GraphicObjectSequence, MadeUpState.Figure("CIRCLE", true, "PIXEL", 10, 11, 12, 13)))
            .SetSequence(
                DicomTag.GraphicLayerSequence, MadeUpState.Layer("UPPER", 2, 65535).Set(DicomTag.GraphicLayerRecommendedDisplayCIELabValue, 0, 32896, 32896), MadeUpState.Layer("LOWER", 1, 32768));
        var figures = Present(state, MadeUpState.Image()).Graphics.Cast<FrameGraphic.Figure>().ToArray();
        Assert.Equal([(GraphicKind.Circle, true, new DisplayColor(128, 128, 128)), (GraphicKind.Point, false, default)], figures.Select(figure => (figure.Kind, figure.IsFilled, figure.Color)));
        Assert.Equal(new GraphicPoint(0.5, 0.25, GraphicUnits.Display), Assert.Single(figures[1].Points));
    }

    [Fact]
    public void Text_KeepsItsLines()
    {
        var state = MadeUpState.State().Annotate([], [MadeUpState.Text("one\r\ntwo\\three", [1, 2, 30, 20], [5, 6])]);
        var words = Assert.IsType<FrameGraphic.Words>(Assert.Single(Present(state, MadeUpState.Image()).Graphics));
        Assert.Equal(["one", "two\\three"], words.Lines);
        Assert.Equal((true, new GraphicPoint(5, 6, GraphicUnits.Pixel)), (words.ShowAnchor, words.Anchor));
    }

    [Fact]
    public void Annotations_ForOtherFrames_AreNotShown()
    {
        var state = MadeUpState.State().Annotate([MadeUpState.Figure("POINT", false, "PIXEL", 1, 1)], []);
        state.GetItems(DicomTag.GraphicAnnotationSequence)[0].SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(2));
        Assert.Equal([0, 1, 0], Enumerable.Range(0, 3).Select(frame => Present(state, MadeUpState.Image(frames: 3), frame).Graphics.Count));
    }

    [Fact]
    public void Overlays_AreThoseThatTheStateActivates()
    {
        var image = Overlay(Overlay(MadeUpState.Image(), 0x6000), 0x6002);
        var state = MadeUpState.State().Set(new DicomTag(0x6002, 0x1001), DicomVR.CS, "MARKS").SetSequence(DicomTag.GraphicLayerSequence, MadeUpState.Layer("MARKS", 1, 32768));
        var bits = Assert.IsType<FrameGraphic.Bits>(Assert.Single(Present(state, image).Graphics));
        Assert.Equal(new DisplayColor(128, 128, 128), bits.Color);
        Assert.Equal(2, FramePresentation.Own(DicomImage.Open(image), 0, DicomImage.Open(image).GetFrame(0)).Graphics.Count);
    }

    [Fact]
    public void Shutter_OfTheState_StandsForThatOfTheImage()
    {
        var image = MadeUpState.Image().Set(DicomTag.ShutterShape, "CIRCULAR").Set(DicomTag.CenterOfCircularShutter, 5, 5).Set(DicomTag.RadiusOfCircularShutter, 3);
        Assert.Empty(Present(MadeUpState.State(), image).Graphics);
        var state = MadeUpState.State().Set(DicomTag.ShutterShape, "RECTANGULAR").Set(DicomTag.ShutterLeftVerticalEdge, 2).Set(DicomTag.ShutterRightVerticalEdge, 9)
            .Set(DicomTag.ShutterUpperHorizontalEdge, 3).Set(DicomTag.ShutterLowerHorizontalEdge, 8).Set(DicomTag.ShutterPresentationValue, 65535);
        var shutter = Assert.IsType<FrameGraphic.Shutter>(Assert.Single(Present(state, image).Graphics));
        Assert.Equal((new ShutterShape.Rectangle(2, 3, 9, 8), DisplayColor.White), (shutter.Shape, shutter.Color));
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.11.4", "Blending")]
    [InlineData("1.2.840.10008.5.1.4.1.1.11.4", "lays one series over another")]
    [InlineData("1.2.840.10008.5.1.4.1.1.11.8", "Advanced Blending")]
    [InlineData("1.2.840.10008.5.1.4.1.1.11.6", "Planar MPR")]
    [InlineData("1.2.840.10008.5.1.4.1.1.11.9", "renderings of a volume")]
    [InlineData("1.2.840.10008.5.1.4.1.1.7", "no presentation state")]
    public void State_OfAnotherKind_IsRefusedByItsName(string sopClass, string named)
    {
        var fault = Assert.Throws<DicomImageException>(() => PresentationState.Open(MadeUpState.State().Set(DicomTag.SOPClassUID, sopClass)));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    // PS3.3 C.10.5.1.3.1: plain figures stand for every compound one, linked by its ID.
    [Theory]
    [InlineData(7L, true)]
    [InlineData(8L, false)]
    [InlineData(null, false)]
    public void CompoundGraphic_IsDrawnAsTheFiguresThatStandForIt_OrNoted(long? standsFor, bool isDrawn)
    {
        var figure = MadeUpState.Figure("POLYLINE", false, "PIXEL", 1, 1, 20, 1);
        var state = MadeUpState.State().Annotate([standsFor is { } id ? figure.Set(DicomTag.CompoundGraphicInstanceID, (int)id) : figure], []);
        state.GetItems(DicomTag.GraphicAnnotationSequence)[0].SetSequence(
            DicomTag.CompoundGraphicSequence, new DicomDataset().Set(DicomTag.CompoundGraphicInstanceID, 7).Set(DicomTag.CompoundGraphicType, "RULER"));
        var shown = Present(state, MadeUpState.Image());
        Assert.Single(shown.Graphics);
        Assert.Equal(isDrawn, shown.Notes.Count == 0);
        Assert.All(shown.Notes, note => Assert.Contains("RULER", note, StringComparison.Ordinal));
    }

    // PS3.4 N.2: a grayscale state is for the greys of such an image and leaves its colours; a pseudo-colour state leaves none of them.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SupplementalPalette_StaysUnderAGrayscaleState(bool pseudoColor)
    {
        var dataset = PerfusionCt.Make().Dataset;
        var state = MadeUpState.State(pseudoColor ? DicomUID.PseudoColorSoftcopyPresentationStateStorage : null)
            .SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(100, 50));
        foreach (var (descriptor, data) in ((DicomTag, DicomTag)[])[
            (DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData),
            (DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData),
            (DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData)])
        {
            state.SetBytes(descriptor, DicomVR.US, MadeUpState.Words(2, 0, 8)).SetBytes(data, DicomVR.OW, new byte[] { 11, 22 });
        }

        var image = DicomImage.Open(dataset);
        var own = image.PipelineOf(0, image.GetFrame(0));
        var pipeline = Present(state, dataset).Pipeline;
        Assert.True(own.IsSupplemental(4200));
        Assert.Equal(pseudoColor ? ((byte)22, (byte)22, (byte)22) : own.Color(4200), pipeline.Color(4200));
        Assert.Equal(!pseudoColor, pipeline.IsSupplemental(4200));
    }

    [Fact]
    public void VariableModality_IsThatOfTheFrame()
    {
        var state = MadeUpState.State(DicomUID.VariableModalityLUTSoftcopyPresentationStateStorage).SetSequence(
            DicomTag.VariableModalityLUTSequence,
            new DicomDataset().Set(DicomTag.RescaleSlope, 2).Set(DicomTag.RescaleIntercept, 5).Set(DicomTag.RescaleType, "US").SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(2)),
            new DicomDataset().SetSequence(DicomTag.ModalityLUTSequence, MadeUpState.Lut(0, 8, 9, 8, 7, 6)).SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(1, 3)));
        Assert.Equal([8, 7, 8], Enumerable.Range(0, 3).Select(frame => Present(state, MadeUpState.Image(frames: 3), frame).Pipeline.Modality(1)));
    }

    [Theory]
    [InlineData("POLYGON", "PIXEL", "GraphicType")]
    [InlineData("ELLIPSE", "PIXEL", "GraphicData")]
    [InlineData("POINT", "INCH", "GraphicAnnotationUnits")]
    public void Figure_ThatIsNone_IsNoted(string type, string units, string keyword)
    {
        var shown = Present(MadeUpState.State().Annotate([MadeUpState.Figure(type, false, units, 1, 1, 2, 2)], []), MadeUpState.Image());
        Assert.Contains(shown.Notes, note => note.Contains(keyword, StringComparison.Ordinal));
        Assert.Equal(type == "POINT" ? 1 : 0, shown.Graphics.Count);
    }

    [Fact]
    public void State_WithWhatIsNotShown_SaysSo()
    {
        var state = MadeUpState.State().Set(DicomTag.ImageRotation, 45).SetSequence(DicomTag.MaskSubtractionSequence, new DicomDataset())
            .Annotate([], []);
        state.GetItems(DicomTag.GraphicAnnotationSequence)[0].SetSequence(DicomTag.CompoundGraphicSequence, new DicomDataset().Set(DicomTag.CompoundGraphicType, "RULER"));
        var notes = string.Join('\n', Present(state, MadeUpState.Image()).Notes);
        Assert.Contains("45 degrees", notes, StringComparison.Ordinal);
        Assert.Contains("mask", notes, StringComparison.Ordinal);
        Assert.Contains("RULER", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void State_ForAColourImage_LeavesItsColours()
    {
        var image = MadeUp.Color("RGB", 0, new byte[MadeUp.Side * MadeUp.Side * 3]).Set(DicomTag.SOPInstanceUID, MadeUpState.ImageUid);
        Assert.Contains(Present(MadeUpState.State(), image).Notes, note => note.Contains("colour image", StringComparison.Ordinal));
        Assert.Empty(Present(MadeUpState.State(DicomUID.ColorSoftcopyPresentationStateStorage), image).Notes);
    }

    private static FramePresentation Present(DicomDataset state, DicomDataset dataset, int frame = 0)
    {
        var image = DicomImage.Open(dataset);
        return PresentationState.Open(state).Present(image, frame, image.GetFrame(frame));
    }

    private static DicomDataset Overlay(DicomDataset image, int group) => image
        .SetBytes(new DicomTag((ushort)group, 0x10), DicomVR.US, new byte[] { 2, 0 }).SetBytes(new DicomTag((ushort)group, 0x11), DicomVR.US, new byte[] { 2, 0 })
        .SetBytes(new DicomTag((ushort)group, 0x3000), DicomVR.OW, new byte[] { 0b1001, 0 });
}
