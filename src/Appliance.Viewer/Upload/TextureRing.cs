using Appliance.Imaging;
using Silk.NET.OpenGL;

namespace Appliance.Viewer;

/// <summary>
/// A few textures filled ahead of the clock, each through a pixel buffer of its own: the copy into a buffer returns at once and the card
/// fetches the pixels while it still draws the frame before. A slot is given away when its frame is the one needed last.
/// </summary>
internal sealed unsafe class TextureRing : IDisposable
{
    /// <summary>The frame shown, and three ahead.</summary>
    public const int Slots = 4;

    private readonly GL _gl;
    private readonly Slot[] _slots = new Slot[Slots];
    private long _turn;

    public TextureRing(GL gl)
    {
        _gl = gl;
        for (var i = 0; i < _slots.Length; i++)
        {
            _slots[i] = new Slot(new StoredTexture(gl), gl.GenBuffer());
        }
    }

    /// <summary>The texture of a frame, uploaded now when it is not there already.</summary>
    public StoredTexture Of(PixelFrame frame)
    {
        var slot = Array.Find(_slots, candidate => ReferenceEquals(candidate.Frame, frame)) ?? Fill(frame);
        slot.UsedAt = ++_turn;
        return slot.Texture;
    }

    /// <summary>Uploads a frame that will be needed soon; true when it had not been there.</summary>
    public bool Prepare(PixelFrame frame)
    {
        if (Array.Exists(_slots, candidate => ReferenceEquals(candidate.Frame, frame)))
        {
            return false;
        }

        Fill(frame).UsedAt = ++_turn;
        return true;
    }

    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Texture.Dispose();
            _gl.DeleteBuffer(slot.Buffer);
        }
    }

    private Slot Fill(PixelFrame frame)
    {
        var slot = _slots.MinBy(candidate => candidate.UsedAt)!;
        slot.Frame = null;
        var bytes = RealTexels.Of(frame);
        _gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, slot.Buffer);

        // New storage under the old name: the driver need not wait for a transfer that still reads the old one.
        fixed (byte* data = bytes)
        {
            _gl.BufferData(BufferTargetARB.PixelUnpackBuffer, (nuint)bytes.Length, data, BufferUsageARB.StreamDraw);
        }

        slot.Texture.Fill(frame, null);
        _gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, 0);
        slot.Frame = frame;
        return slot;
    }

    private sealed class Slot(StoredTexture texture, uint buffer)
    {
        public StoredTexture Texture { get; } = texture;

        public uint Buffer { get; } = buffer;

        public PixelFrame? Frame { get; set; }

        public long UsedAt { get; set; }
    }
}
