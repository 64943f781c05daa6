using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;
using static Appliance.RenderTests.Imaging.MadeUpFrames;

namespace Appliance.RenderTests.Imaging;

public sealed class FrameTableTests
{
    [Fact]
    public void Table_OfFrames_PartsWhatVariesFromWhatIsShared()
    {
        DicomDataset Frame(int number, double b) => Group(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.StackID, "1").Set(DicomTag.InStackPositionNumber, number))
            .With(DicomTag.MRDiffusionSequence, new DicomDataset().Set(DicomTag.DiffusionBValue, b));
        var shared = Group(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.SliceThickness, 5.0));
        var table = FrameTable.Of(Enhanced(3, [Frame(1, 0), Frame(2, 0), Frame(3, 1000)], shared), 3);
        Assert.Equal(["DiffusionBValue", "InStackPositionNumber"], table.Varying.Select(column => column.Name));
        Assert.Equal(["0", "0", "1000"], Enumerable.Range(0, 3).Select(frame => table.Value(table.Varying[0], frame)));
        Assert.Equal(["1", "2", "3"], Enumerable.Range(0, 3).Select(frame => table.Value(table.Varying[1], frame)));
        Assert.Equal(["StackID", "SliceThickness"], table.Shared.Take(2).Select(column => column.Name));
        Assert.Contains(table.Shared, column => column.Name == "SeriesInstanceUID" && table.Value(column, 2) == "2.25.2");
        Assert.DoesNotContain(table.Shared, column => column.Tag == DicomTag.PixelData);
    }

    [Fact]
    public void Table_WhereSomeFramesHaveTheirOwnMacro_ShowsTheSharedOneForTheOthers()
    {
        var own = Group(DicomTag.FrameVOILUTSequence, new DicomDataset().Set(DicomTag.WindowCenter, 40.0));
        var shared = Group(DicomTag.FrameVOILUTSequence, new DicomDataset().Set(DicomTag.WindowCenter, 300.0));
        var table = FrameTable.Of(Enhanced(3, [new DicomDataset(), own, new DicomDataset()], shared), 3);
        var column = Assert.Single(table.Varying);
        Assert.Equal(["300", "40", "300"], Enumerable.Range(0, 3).Select(frame => table.Value(column, frame)));
    }

    [Fact]
    public void Table_WhereSomeFramesLackAnAttribute_LeavesThoseEmpty()
    {
        var table = FrameTable.Of(Enhanced(4, [Content(7), new DicomDataset(), Content(7)]), 4);
        Assert.Equal(["7", "", "7", ""], Enumerable.Range(0, 4).Select(frame => table.Value(Assert.Single(table.Varying), frame)));
    }

    [Fact]
    public void Table_OfTheSameAttributeInTwoMacros_NamesTheMacro()
    {
        DicomDataset Frame(int number) => Group(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.FrameComments, $"c{number}"))
            .With(DicomTag.IrradiationEventIdentificationSequence, new DicomDataset().Set(DicomTag.FrameComments, $"e{number}"));
        var table = FrameTable.Of(Enhanced(2, [Frame(1), Frame(2)]), 2);
        Assert.Equal(["IrradiationEventIdentificationSequence.FrameComments", "FrameContentSequence.FrameComments"], table.Varying.Select(column => column.Name));
        Assert.Equal(["e2", "c2"], table.Varying.Select(column => table.Value(column, 1)));
    }

    [Fact]
    public void Table_OfCodesAndNestedItems_ShowsMeaningsAndFurtherItems()
    {
        DicomDataset Region(string code, string meaning) => Group(DicomTag.FrameAnatomySequence, new DicomDataset()
            .Set(DicomTag.FrameLaterality, "U")
            .SetSequence(DicomTag.AnatomicRegionSequence, new DicomDataset().Set(DicomTag.CodeValue, code).Set(DicomTag.CodeMeaning, meaning)))
            .SetSequence(DicomTag.MRImagingModifierSequence, new DicomDataset().Set(DicomTag.PixelBandwidth, 100.0), new DicomDataset().Set(DicomTag.PixelBandwidth, code == "A" ? 200.0 : 300.0));
        var table = FrameTable.Of(Enhanced(2, [Region("A", "Brain"), Region("B", "Neck")]), 2);
        Assert.Equal(["MRImagingModifierSequence[2].PixelBandwidth", "AnatomicRegionSequence"], table.Varying.Select(column => column.Name));
        Assert.Equal(["300", "Neck"], table.Varying.Select(column => table.Value(column, 1)));
    }

    [Fact]
    public void Table_OfVectors_HasOneValueForEachFrame()
    {
        var dataset = MadeUp.Gray(8, 8).Set(DicomTag.NumberOfFrames, 3).Set(DicomTag.FrameIncrementPointer, DicomTag.SliceVector)
            .Set(DicomTag.SliceVector, 1, 2, 3).Set(DicomTag.FrameTimeVector, 0.0, 40.0, 50.0).Set(DicomTag.SliceLocationVector, 5.0, 6.0);
        var table = FrameTable.Of(dataset, 3);
        Assert.Equal(["SliceVector", "FrameTimeVector"], table.Varying.Select(column => column.Name));
        Assert.Equal(["3", "50"], table.Varying.Select(column => table.Value(column, 2)));
    }

    [Fact]
    public void Table_OfAThousandFramesAndSixtyColumns_TellsEachCell_AndARowCostsItsOwnCellsAlone()
    {
        DicomDataset Frame(int frame)
        {
            var item = new DicomDataset().Set(new DicomTag(0x0019, 0x0010), DicomVR.LO, "ACME");
            for (var column = 0; column < 60; column++)
            {
                item.Set(new DicomTag(0x0019, (ushort)(0x1000 + column)), DicomVR.IS, $"{(frame * 100) + column}");
            }

            return Group(new DicomTag(0x0021, 0x1001), item);
        }

        var table = FrameTable.Of(Enhanced(1000, Enumerable.Range(0, 1000).Select(Frame)), 1000);
        Assert.Equal(60, table.Varying.Count);
        foreach (var frame in new[] { 0, 499, 999 })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            List<string> row = [.. table.Varying.Select(column => table.Value(column, frame))];
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
            Assert.Equal(Enumerable.Range(0, 60).Select(column => $"{(frame * 100) + column}"), row);
        }
    }

    [Fact]
    public void Table_OfLongVectors_DoesNotTakeThemApartForEveryFrame()
    {
        const int frames = 5000;
        var dataset = MadeUp.Gray(8, 8).Set(DicomTag.NumberOfFrames, frames).Set(DicomTag.FrameTimeVector, [.. Enumerable.Range(0, frames).Select(frame => frame * 0.5)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var table = FrameTable.Of(dataset, frames);
        Assert.Equal(["0", "0.5", "2499.5"], new[] { 0, 1, frames - 1 }.Select(frame => table.Value(table.Varying[0], frame)));
        Assert.All(Enumerable.Range(0, frames), frame => Assert.NotEmpty(table.Value(table.Varying[0], frame)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Table_OfMoreColumnsThanItTakes_IsCutAndSaysSo()
    {
        DicomDataset Wide(int value)
        {
            var item = new DicomDataset().Set(new DicomTag(0x0019, 0x0010), DicomVR.LO, "ACME");
            for (var element = 0x1000; element < 0x1100; element++)
            {
                item.Set(new DicomTag(0x0019, (ushort)element), DicomVR.IS, $"{value}");
            }

            return item;
        }

        DicomDataset Frame(int value) => new DicomDataset().SetSequence(new DicomTag(0x0021, 0x1001), [.. Enumerable.Range(0, 20).Select(_ => Wide(value))]);
        var table = FrameTable.Of(Enhanced(2, [Frame(1), Frame(2)]), 2);
        Assert.True(table.IsCut);
        Assert.Equal(FrameTable.MaxColumns, table.Varying.Count);
    }

    [Fact]
    public void Table_OfTheDemonstration_VariesInPositionAndWindow()
    {
        using var file = DicomFile.Open(Corpus.PathOf("enhanced-mr/BRTUM001"));
        var table = FrameTable.Of(DicomImage.Open(file.Dataset));
        Assert.False(table.IsCut);
        Assert.All(["ImagePositionPatient", "WindowCenter", "WindowWidth"], name => Assert.Contains(table.Varying, column => column.Name == name));
        Assert.DoesNotContain(table.Varying, column => column.Name is "AcquisitionContrast" or "AccessionNumber" or "PixelSpacing");
        Assert.Equal("T1", table.Value(Assert.Single(table.Shared, column => column.Name == "AcquisitionContrast"), 14));
        Assert.Equal("9995020", table.Value(Assert.Single(table.Shared, column => column.Name == "AccessionNumber"), 0));
        Assert.Equal(@"-44.0000\-105.000\105.000", table.Value(Assert.Single(table.Varying, column => column.Name == "ImagePositionPatient"), 14));
    }
}
