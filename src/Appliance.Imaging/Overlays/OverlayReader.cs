using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Finds the overlay planes of a data set, an image or a presentation state, and notes those of which nothing can be drawn.</summary>
internal sealed class OverlayReader(DicomDataset dataset, List<string> notes)
{
    /// <summary>The first of the sixteen groups of overlays (PS3.5 7.6).</summary>
    public const ushort FirstGroup = 0x6000;

    /// <summary>The last one.</summary>
    public const ushort LastGroup = 0x601E;

    private const ushort Rows = 0x0010;
    private const ushort Columns = 0x0011;
    private const ushort FramesInOverlay = 0x0015;
    private const ushort Description = 0x0022;
    private const ushort Type = 0x0040;
    private const ushort Origin = 0x0050;
    private const ushort ImageFrameOrigin = 0x0051;
    private const ushort BitsAllocated = 0x0100;
    private const ushort BitPosition = 0x0102;
    private const ushort ActivationLayer = 0x1001;
    private const ushort Label = 0x1500;
    private const ushort Data = 0x3000;

    /// <summary>The layer in which a presentation state shows an overlay of a group, its own or the image's; null when it does not.</summary>
    public static string? ActivationLayerOf(DicomDataset dataset, ushort group) => dataset.GetString(new DicomTag(group, ActivationLayer))?.Trim();

    /// <summary>The planes in the order of their groups.</summary>
    /// <param name="layout">The pixel cells that may have planes in their free bits; null when there are none.</param>
    public IReadOnlyList<OverlayPlane> Read(ImageLayout? layout)
    {
        var planes = new List<OverlayPlane>();
        for (var group = FirstGroup; group <= LastGroup; group += 2)
        {
            if (PlaneOf(group, layout) is { } plane)
            {
                planes.Add(plane);
            }
        }

        return planes;
    }

    private OverlayPlane? PlaneOf(ushort group, ImageLayout? layout)
    {
        var data = dataset[new DicomTag(group, Data)] as DicomValueElement;
        var declared = dataset.Contains(new DicomTag(group, Rows)) || dataset.Contains(new DicomTag(group, BitPosition));
        if (data is not { Length: > 0 })
        {
            return !declared ? null : IsEmpty(group) ? null : Embedded(group, layout);
        }

        var (rows, columns) = (dataset.GetInt32(new DicomTag(group, Rows)), dataset.GetInt32(new DicomTag(group, Columns)));
        if (rows is not > 0 || columns is not > 0)
        {
            return Refused(group, rows is not > 0 ? Rows : Columns, $"{Found(rows is not > 0 ? rows : columns)} where a number above zero is due; the plane is left out");
        }

        var plane = Common(group, rows.Value, columns.Value) with { Data = data, IsBigEndian = dataset.TransferSyntax.IsBigEndian && data.VR.UnitSize == 2 };
        return Sized(plane, data.Length);
    }

    // Groups whose every element is empty come from software that copies templates: they say nothing.
    private bool IsEmpty(ushort group) => dataset.GetInt32(new DicomTag(group, Rows)) is null && dataset.GetInt32(new DicomTag(group, BitPosition)) is null;

    private OverlayPlane? Embedded(ushort group, ImageLayout? layout)
    {
        var (position, allocated) = (dataset.GetInt32(new DicomTag(group, BitPosition)), dataset.GetInt32(new DicomTag(group, BitsAllocated)));
        if (layout is null)
        {
            return Refused(group, Data, "is missing; the plane is left out");
        }

        if (position is not { } bit || bit < 0 || bit >= layout.BitsAllocated || layout.SamplesPerPixel != 1 || layout.IsFloat)
        {
            return Refused(group, BitPosition, $"{Found(position)} is no bit of pixel cells of {layout.BitsAllocated} bits, and there is no Overlay Data; the plane is left out");
        }

        if (bit <= layout.HighBit && bit > layout.HighBit - layout.BitsStored)
        {
            return Refused(group, Data, string.Create(
                CultureInfo.InvariantCulture, $"is missing, and Overlay Bit Position {bit} with {Found(allocated)} bits allocated is a bit of the stored values; the plane is left out"));
        }

        var frames = layout.NumberOfFrames;
        return Common(group, layout.Rows, layout.Columns) with { Bit = bit, CellBits = layout.BitsAllocated, OriginRow = 1, OriginColumn = 1, NumberOfFrames = frames, FirstImageFrame = 0 };
    }

    private OverlayPlane Common(ushort group, int rows, int columns)
    {
        var origin = new DicomTag(group, Origin);
        return new OverlayPlane
        {
            Group = group,
            Rows = rows,
            Columns = columns,
            OriginRow = dataset.GetInt32(origin) ?? 1,
            OriginColumn = dataset.GetInt32(origin, 1) ?? 1,
            IsRegion = "R".Equals(dataset.GetString(new DicomTag(group, Type))?.Trim(), StringComparison.OrdinalIgnoreCase),
            Label = dataset.GetString(new DicomTag(group, Label)),
            Description = dataset.GetString(new DicomTag(group, Description)),
            ActivationLayer = ActivationLayerOf(dataset, group),
            NumberOfFrames = Frames(group),
            FirstImageFrame = Math.Max(dataset.GetInt32(new DicomTag(group, ImageFrameOrigin)) ?? 1, 1) - 1,
        };
    }

    // A plane that counts no frames is for every frame of the image. One that counts a single one of a single-frame image is the same.
    private int? Frames(ushort group)
    {
        var stated = dataset.GetInt32(new DicomTag(group, FramesInOverlay));
        if (stated is <= 0)
        {
            notes.Add($"{Name(group, FramesInOverlay)}: {stated} is no number of frames; the plane is taken for every frame");
        }

        return stated is > 0 ? stated : null;
    }

    // One bit a place, unless the length tells that each bit has a cell of its own, as before 1993.
    private OverlayPlane Sized(OverlayPlane plane, long length)
    {
        var places = (double)plane.Rows * plane.Columns * (plane.NumberOfFrames ?? 1);
        var (cell, bit) = (dataset.GetInt32(new DicomTag(plane.Group, BitsAllocated)) ?? 1, dataset.GetInt32(new DicomTag(plane.Group, BitPosition)) ?? 0);
        if (cell is 8 or 16 && bit >= 0 && bit < cell && length >= places * cell / 8)
        {
            return plane with { CellBits = cell, Bit = bit };
        }

        if (cell != 1)
        {
            notes.Add($"{Name(plane.Group, BitsAllocated)}: {cell} does not go with {length} bytes of Overlay Data, taken as 1");
        }

        var needed = Math.Ceiling(places / 8);
        if (length < needed)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{Name(plane.Group, Data)}: {length} bytes where {plane.Columns}x{plane.Rows} bits take {needed}; the rest is clear"));
        }

        return plane;
    }

    private OverlayPlane? Refused(ushort group, ushort element, string why)
    {
        notes.Add($"{Name(group, element)}: {why}");
        return null;
    }

    private static string Name(ushort group, ushort element) => ImageLayoutReader.Name(new DicomTag(group, element));

    private static string Found(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "no number";
}
