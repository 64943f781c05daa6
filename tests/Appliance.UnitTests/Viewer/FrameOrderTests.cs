using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

/// <summary>What the viewer does with the geometry and the dimensions of frames: their order, the table of what varies, the lines of others.</summary>
public sealed class FrameOrderTests : IDisposable
{
    private static readonly PixelSize Size = new(400, 200);
    private readonly ManualClock _clock = new();
    private readonly FontBook _fonts = new([]);
    private readonly AutoResetEvent _arrived = new(false);

    public void Dispose()
    {
        _fonts.Dispose();
        _arrived.Dispose();
    }

    [Fact]
    public void Order_Changed_KeepsTheFrameLookedAtAndTurnsBack()
    {
        using var session = Open(new EnhancedSequence());
        session.Handle(new ViewerCommand.Step(1), Size, 1);
        WaitFor(session, 1);
        session.Handle(new ViewerCommand.NextOrder(), Size, 1);
        Assert.Equal(2, session.Index);
        WaitFor(session, 2);
        Assert.Equal(1, ((PictureFrame)session.Shown!.Frame!).FrameIndex);
        Assert.Contains("Frame 3 / 4  by dimensions", session.Scene(Size, 1, 4096).FrameLines);
        session.Handle(new ViewerCommand.First(), Size, 1);
        WaitFor(session, 0);
        Assert.Equal(3, ((PictureFrame)session.Shown!.Frame!).FrameIndex);
        session.Handle(new ViewerCommand.NextOrder(), Size, 1);
        Assert.Equal(3, session.Index);
    }

    [Fact]
    public void Order_Changed_KeepsTheTimeOfEveryFrame()
    {
        using var session = Open(new EnhancedSequence(), new ViewerOptions { Order = FrameOrder.Dimension, Play = true });

        // Dimension order 3, 2, 1, 0 with 400, 300, 200 and 100 ms.
        foreach (var (after, index) in (ReadOnlySpan<(int, int)>)[(399, 0), (2, 1), (298, 1), (2, 2), (200, 3), (100, 0)])
        {
            _clock.Advance(after);
            session.Advance();
            Assert.Equal(index, session.Index);
        }
    }

    [Fact]
    public void Order_WithoutDimensions_SaysSo()
    {
        using var session = Open(new EnhancedSequence { HasDimensions = false });
        session.Handle(new ViewerCommand.NextOrder(), Size, 1);
        Assert.Equal(FrameOrder.Stored, session.State.Order);
        Assert.Contains("no dimensions", Assert.Single(session.Scene(Size, 1, 4096).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_Opened_MarksTheFrameAndGoesThroughColumns()
    {
        using var session = Open(new EnhancedSequence());
        session.Handle(new ViewerCommand.Step(2), Size, 1);
        WaitFor(session, 2);
        session.Handle(new ViewerCommand.ToggleTable(), Size, 1);
        var table = session.Scene(Size, 1, 4096).Table!;
        Assert.Equal(["Frame", "InStackPositionNumber", "DimensionIndexValues", "ImagePositionPatient"], table.Columns);
        Assert.Equal(["3", "13", "2", @"20\0\0"], table.Rows[table.Marked]);
        session.Handle(new ViewerCommand.ScrollColumns(9), Size, 1);
        Assert.Equal(["Frame", "ImagePositionPatient"], session.Scene(Size, 1, 4096).Table!.Columns);
        session.Handle(new ViewerCommand.Reset(), Size, 1);
        Assert.Null(session.Scene(Size, 1, 4096).Table);
    }

    [Fact]
    public void Table_InTheOrderOfDimensions_HasItsRowsInIt()
    {
        using var session = Open(new EnhancedSequence(), new ViewerOptions { Order = FrameOrder.Dimension, ShowTable = true });
        WaitFor(session, 0);
        var table = session.Scene(Size, 1, 4096).Table!;
        Assert.Equal("4", table.Rows[table.Marked][0]);
        Assert.Equal(["4", "3", "2"], table.Rows.Take(3).Select(row => row[0]));
    }

    [Fact]
    public void Table_OfASingleFrame_SaysThatThereIsNone()
    {
        using var session = Open(new EnhancedSequence { Frames = 1 });
        WaitFor(session, 0);
        session.Handle(new ViewerCommand.ToggleTable(), Size, 1);
        Assert.False(session.State.ShowTable);
        Assert.Contains("one frame", Assert.Single(session.Scene(Size, 1, 4096).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_OfOtherFrames_LieWhereTheyCutThePicture()
    {
        // Frames are 8 x 8 pixels of 2 mm from the origin, rows to the left, columns to the back: the sagittal plane x = 6 is column 3.
        using var session = Open(new EnhancedSequence());
        WaitFor(session, 0);
        var scene = session.Scene(Size, 1, 4096);
        var line = Assert.Single(scene.Lines);
        var (area, pixel) = (scene.Picture!.Value.Area, scene.Picture!.Value.Area.Width / 8);
        Assert.Equal(area.X + (3.5 * pixel), line.FromX, 6);
        Assert.Equal(line.FromX, line.ToX, 6);
        Assert.Equal([area.Y, area.Y + area.Height], new[] { line.FromY, line.ToY }.Order().Select(y => Math.Round(y, 6)));
        Assert.Equal("2:1", line.Label);
        session.Handle(new ViewerCommand.ToggleLines(), Size, 1);
        Assert.Empty(session.Scene(Size, 1, 4096).Lines);
        session.Handle(new ViewerCommand.ToggleLines(), Size, 1);
        session.Handle(new ViewerCommand.ToggleText(), Size, 1);
        Assert.Empty(session.Scene(Size, 1, 4096).Lines);
    }

    [Fact]
    public void Lines_ThatWouldHideThePicture_AreThoseOfTheMiddlesAlone()
    {
        var frame = EnhancedSequence.Image(4, true).PlaceOf(0)!;
        var planes = Enumerable.Range(0, 18).Select(i => EnhancedSequence.Sagittal(i % 8, $"{i}", i % 3 == 1)).ToList();
        Assert.Equal(["1", "4", "7", "10", "13", "16"], SceneLines.Of(planes, frame, new PicturePlace(new ImageArea(0, 0, 80, 80), 8, 8, default)).Select(line => line.Label));
        Assert.Equal(15, SceneLines.Of([.. planes.Take(15)], frame, new PicturePlace(new ImageArea(0, 0, 80, 80), 8, 8, default)).Count);
        Assert.Empty(SceneLines.Of(planes, null, new PicturePlace(new ImageArea(0, 0, 80, 80), 8, 8, default)));
    }

    [Fact]
    public void Notes_OfTheStackAndTheObject_StandAboveTheFrameNumber()
    {
        using var session = Open(new EnhancedSequence { Note = "slices are missing: 1 between 4 and 8 mm" });
        WaitFor(session, 0);
        Assert.Equal("slices are missing: 1 between 4 and 8 mm", session.Scene(Size, 1, 4096).FrameLines[0]);
    }

    private ViewerSession Open(IImageSequence sequence, ViewerOptions? options = null) =>
        new(sequence, (options ?? new ViewerOptions()) with { Clock = _clock }, _fonts, _ => _arrived.Set());

    private void WaitFor(ViewerSession session, int index)
    {
        session.Advance();
        while (session.Shown?.Index != index || session.Loader.Find(index) is null)
        {
            Assert.True(_arrived.WaitOne(TimeSpan.FromSeconds(30)), $"frame {index} never came");
            session.Advance();
        }
    }

    /// <summary>An enhanced object of axial frames stored from the last of its positions to the first.</summary>
    private sealed class EnhancedSequence : IImageSequence
    {
        private DicomImage? _image;

        public int Frames { get; init; } = 4;

        public bool HasDimensions { get; init; } = true;

        public string? Note { get; init; }

        public int Count => Frames;

        public string Title => "enhanced";

        public CineTiming? Cine => new([.. Enumerable.Range(1, Frames).Select(frame => frame * 100.0)]);

        public IReadOnlyList<int>? DimensionOrder => Opened.Dimensions.Order;

        public IReadOnlyList<ReferencePlane> ReferencePlanes => [Sagittal(3, "2:1", isMiddle: true)];

        private DicomImage Opened => _image ??= Image(Frames, HasDimensions);

        public IReadOnlyList<string> NotesOf(int index) => Note is null ? [] : [Note];

        public SequenceFrame Get(int index, CancellationToken cancellation) => PictureFrame.Of(Opened, index);

        public static ReferencePlane Sagittal(int column, string label, bool isMiddle) => new(
            new PlacedFrame(new FramePlane(new(column * 2, -50, 50), new(0, 1, 0), new(0, 0, -1)), 100, 100, 1, 1, "2.25.1"), label, isMiddle);

        public static DicomImage Image(int frames, bool hasDimensions)
        {
            var groups = Enumerable.Range(0, frames).Select(frame => new DicomDataset()
                .SetSequence(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.DimensionIndexValues, frames - frame).Set(DicomTag.InStackPositionNumber, 11 + frame))
                .SetSequence(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, frame * 10.0, 0.0, 0.0)));
            var dataset = new DicomDataset()
                .Set(DicomTag.FrameOfReferenceUID, "2.25.1")
                .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2").Set(DicomTag.Rows, 8).Set(DicomTag.Columns, 8)
                .Set(DicomTag.BitsAllocated, 8).Set(DicomTag.BitsStored, 8).Set(DicomTag.HighBit, 7).Set(DicomTag.PixelRepresentation, 0)
                .Set(DicomTag.NumberOfFrames, frames)
                .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. groups])
                .SetSequence(DicomTag.SharedFunctionalGroupsSequence, new DicomDataset()
                    .SetSequence(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
                    .SetSequence(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 2.0, 2.0)))
                .SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[frames * 64]);
            return DicomImage.Open(hasDimensions
                ? dataset.SetSequence(DicomTag.DimensionIndexSequence, new DicomDataset()
                    .Set(DicomTag.DimensionIndexPointer, DicomTag.InStackPositionNumber).Set(DicomTag.FunctionalGroupPointer, DicomTag.FrameContentSequence))
                : dataset);
        }
    }
}
