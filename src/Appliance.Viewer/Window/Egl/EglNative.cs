using System.Runtime.InteropServices;

namespace Appliance.Viewer;

/// <summary>The calls of EGL 1.5 that the viewer needs, and the numbers of its extensions.</summary>
internal static unsafe partial class EglNative
{
    public const string Library = "libEGL.so.1";

    public const uint PlatformX11 = 0x31D5;
    public const uint PlatformSurfaceless = 0x31DD;
    public const uint PlatformDevice = 0x313F;
    public const uint OpenGLApi = 0x30A2;

    public const int None = 0x3038;
    public const int RedSize = 0x3024;
    public const int GreenSize = 0x3023;
    public const int BlueSize = 0x3022;
    public const int AlphaSize = 0x3021;
    public const int StencilSize = 0x3026;
    public const int SurfaceType = 0x3033;
    public const int RenderableType = 0x3040;
    public const int NativeVisualId = 0x302E;
    public const int Samples = 0x3031;
    public const int WindowBit = 0x0004;
    public const int PixelBufferBit = 0x0001;
    public const int OpenGLBit = 0x0008;
    public const int Width = 0x3057;
    public const int Height = 0x3056;
    public const int ContextMajorVersion = 0x3098;
    public const int ContextMinorVersion = 0x30FB;
    public const int ContextProfileMask = 0x30FD;
    public const int CoreProfileBit = 1;
    public const int Vendor = 0x3053;
    public const int Version = 0x3054;
    public const int Extensions = 0x3055;

    [LibraryImport(Library)]
    public static partial int eglGetError();

    [LibraryImport(Library)]
    public static partial byte* eglQueryString(nint display, int name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint eglGetProcAddress(string name);

    [LibraryImport(Library)]
    public static partial uint eglInitialize(nint display, int* major, int* minor);

    [LibraryImport(Library)]
    public static partial uint eglTerminate(nint display);

    [LibraryImport(Library)]
    public static partial uint eglBindAPI(uint api);

    [LibraryImport(Library)]
    public static partial uint eglChooseConfig(nint display, int* attributes, nint* configs, int size, int* count);

    [LibraryImport(Library)]
    public static partial uint eglGetConfigAttrib(nint display, nint config, int attribute, int* value);

    [LibraryImport(Library)]
    public static partial nint eglCreateContext(nint display, nint config, nint shared, int* attributes);

    [LibraryImport(Library)]
    public static partial uint eglDestroyContext(nint display, nint context);

    [LibraryImport(Library)]
    public static partial nint eglCreateWindowSurface(nint display, nint config, nint window, int* attributes);

    [LibraryImport(Library)]
    public static partial nint eglCreatePbufferSurface(nint display, nint config, int* attributes);

    [LibraryImport(Library)]
    public static partial uint eglDestroySurface(nint display, nint surface);

    [LibraryImport(Library)]
    public static partial uint eglMakeCurrent(nint display, nint draw, nint read, nint context);

    [LibraryImport(Library)]
    public static partial uint eglSwapBuffers(nint display, nint surface);

    [LibraryImport(Library)]
    public static partial uint eglSwapInterval(nint display, int interval);
}
