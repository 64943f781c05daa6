using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Frames of a large value without a table of offsets, whose fragments are looked up one by one: as long as every fragment from the first on begins like
/// a compressed frame, each is one. That is what <see cref="FragmentMap"/> finds as well, which has to see all fragments first. May be used from
/// several threads.
/// </summary>
internal sealed class LeadingFrames
{
    private readonly DicomFragmentSequence _pixelData;
    private readonly IFrameCodec _codec;
    private readonly int _frames;
    private readonly Lock _gate = new();
    private int _known;
    private bool _isBroken;

    private LeadingFrames(DicomFragmentSequence pixelData, int frames, IFrameCodec codec)
    {
        _pixelData = pixelData;
        _frames = frames;
        _codec = codec;
    }

    /// <summary>Null where fragments are at hand, or the codec tells frames by their size.</summary>
    /// <param name="pixelData">The fragments.</param>
    /// <param name="layout">How many frames the data set announces, and how large they are.</param>
    /// <param name="codec">Knows what the start of a frame looks like.</param>
    public static LeadingFrames? Of(DicomFragmentSequence pixelData, ImageLayout layout, IFrameCodec codec) =>
        pixelData.IsLookedUp && codec.FixedLength(layout) == 0 ? new LeadingFrames(pixelData, layout.NumberOfFrames, codec) : null;

    /// <summary>The fragment that is a frame; null where one up to the frame behind it does not begin like a frame: all have to be looked at, then.</summary>
    public DicomFragment? FragmentOf(int frame)
    {
        if (frame >= _frames)
        {
            return null;
        }

        lock (_gate)
        {
            // The next one has to begin a frame too, or it belongs to this.
            return Reach(Math.Min(frame + 2, _frames)) && (frame < _frames - 1 || _pixelData.FragmentAt(_frames) is null)
                ? _pixelData.FragmentAt(frame)
                : null;
        }
    }

    private bool Reach(int count)
    {
        Span<byte> head = stackalloc byte[FragmentMap.HeadLength];
        while (_known < count && !_isBroken)
        {
            _isBroken = _pixelData.FragmentAt(_known) is not { } fragment || !_codec.IsFrameStart(head[..fragment.Read(0, head)]);
            _known += _isBroken ? 0 : 1;
        }

        return _known >= count;
    }
}
