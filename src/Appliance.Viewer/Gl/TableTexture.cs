using Appliance.Imaging;
using Silk.NET.OpenGL;

namespace Appliance.Viewer;

/// <summary>
/// A look-up table or a palette as a texture, laid out in rows of <see cref="PipelineShader.TableWidth"/>. It is uploaded when another
/// table comes, told by reference: tables are never changed once made.
/// </summary>
internal sealed unsafe class TableTexture : IDisposable
{
    private readonly GL _gl;
    private object? _held;

    public TableTexture(GL gl)
    {
        _gl = gl;
        Handle = gl.GenTexture();

        // One texel, so that a shader that does not read it still finds a texture of whole numbers.
        Upload(InternalFormat.R16ui, PixelFormat.RedInteger, PixelType.UnsignedShort, new byte[sizeof(ushort)], sizeof(ushort), 1);
    }

    /// <summary>GL's name for it.</summary>
    public uint Handle { get; }

    /// <summary>Holds the entries of a table.</summary>
    public void Hold(LookupTable table)
    {
        if (!ReferenceEquals(_held, table.Entries))
        {
            _held = table.Entries;
            var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(table.Entries);
            Upload(InternalFormat.R16ui, PixelFormat.RedInteger, PixelType.UnsignedShort, bytes, sizeof(ushort), table.Entries.Length);
        }
    }

    /// <summary>Holds the colours of a palette.</summary>
    public void Hold(PaletteLut palette)
    {
        if (!ReferenceEquals(_held, palette.Rgb))
        {
            _held = palette.Rgb;
            Upload(InternalFormat.Rgb8ui, PixelFormat.RgbInteger, PixelType.UnsignedByte, palette.Rgb, 3, palette.Count);
        }
    }

    public void Dispose() => _gl.DeleteTexture(Handle);

    private void Upload(InternalFormat inside, PixelFormat format, PixelType type, ReadOnlySpan<byte> entries, int entryBytes, int count)
    {
        var rows = (count + PipelineShader.TableWidth - 1) / PipelineShader.TableWidth;
        var padded = new byte[rows * PipelineShader.TableWidth * entryBytes];
        entries[..(count * entryBytes)].CopyTo(padded);
        _gl.BindBuffer(BufferTargetARB.PixelUnpackBuffer, 0);
        _gl.BindTexture(TextureTarget.Texture2D, Handle);
        _gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        _gl.PixelStore(PixelStoreParameter.UnpackRowLength, 0);
        fixed (byte* data = padded)
        {
            _gl.TexImage2D(TextureTarget.Texture2D, 0, inside, PipelineShader.TableWidth, (uint)rows, 0, format, type, data);
        }

        TextureState.Exact(_gl);
    }
}
