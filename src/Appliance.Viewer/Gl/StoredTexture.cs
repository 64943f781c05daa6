using Appliance.Imaging;
using Silk.NET.OpenGL;

namespace Appliance.Viewer;

/// <summary>The texture format in which stored values reach the shader bit for bit.</summary>
/// <param name="Internal">The format inside GL: whole numbers, never scaled.</param>
/// <param name="Format">The order of components in memory.</param>
/// <param name="Type">Their size.</param>
internal readonly record struct StoredFormat(InternalFormat Internal, PixelFormat Format, PixelType Type)
{
    /// <summary>The format of a kind. Signed values travel as their bit patterns: the shader raises them. So do real numbers (see <see cref="RealTexels"/>).</summary>
    public static StoredFormat Of(PixelKind kind) => kind switch
    {
        PixelKind.Gray8 or PixelKind.Indexed8 => new(InternalFormat.R8ui, PixelFormat.RedInteger, PixelType.UnsignedByte),
        PixelKind.GrayU16 or PixelKind.GrayS16 or PixelKind.Indexed16 => new(InternalFormat.R16ui, PixelFormat.RedInteger, PixelType.UnsignedShort),
        PixelKind.GrayF64 => new(InternalFormat.RG32ui, PixelFormat.RGInteger, PixelType.UnsignedInt),
        PixelKind.GrayU32 or PixelKind.GrayS32 or PixelKind.GrayF32 => new(InternalFormat.R32ui, PixelFormat.RedInteger, PixelType.UnsignedInt),
        PixelKind.Rgb8 => new(InternalFormat.Rgb8ui, PixelFormat.RgbInteger, PixelType.UnsignedByte),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no texture format is known for this kind of pixel"),
    };
}

/// <summary>A texture of stored values that keeps its storage from frame to frame as long as size and kind stay.</summary>
internal sealed class StoredTexture : IDisposable
{
    private readonly GL _gl;
    private (int Width, int Height, StoredFormat Format)? _shape;

    public StoredTexture(GL gl)
    {
        _gl = gl;
        Handle = gl.GenTexture();
    }

    /// <summary>GL's name for it.</summary>
    public uint Handle { get; }

    /// <summary>
    /// Takes the pixels out of the buffer bound for unpacking, or out of memory when <paramref name="pixels"/> is not null. Leaves the
    /// texture bound.
    /// </summary>
    public unsafe void Fill(PixelFrame frame, void* pixels)
    {
        var shape = (frame.Width, frame.Height, Format: StoredFormat.Of(frame.Kind));
        _gl.BindTexture(TextureTarget.Texture2D, Handle);
        _gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        _gl.PixelStore(PixelStoreParameter.UnpackRowLength, 0);
        if (_shape == shape)
        {
            _gl.TexSubImage2D(
                TextureTarget.Texture2D, 0, 0, 0, (uint)shape.Width, (uint)shape.Height, shape.Format.Format, shape.Format.Type, pixels);
            return;
        }

        _gl.TexImage2D(
            TextureTarget.Texture2D, 0, shape.Format.Internal, (uint)shape.Width, (uint)shape.Height, 0, shape.Format.Format,
            shape.Format.Type, pixels);
        TextureState.Exact(_gl);
        _shape = shape;
    }

    public void Dispose() => _gl.DeleteTexture(Handle);
}

/// <summary>What all textures here have in common: texels are read one by one, at their own place.</summary>
internal static class TextureState
{
    /// <summary>Sets the bound texture so; without it a texture of whole numbers counts as incomplete.</summary>
    public static void Exact(GL gl)
    {
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMinFilter, (int)TextureMinFilter.Nearest);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMagFilter, (int)TextureMagFilter.Nearest);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMaxLevel, 0);
    }
}
