using System.Runtime.InteropServices;

namespace Appliance.Viewer;

/// <summary>The calls of Xlib that the window needs. Nothing is loaded before the first call; <see cref="X11Connection"/> looks first.</summary>
internal static unsafe partial class X11Native
{
    public const string Library = "libX11.so.6";

    [LibraryImport(Library)]
    public static partial int XInitThreads();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint XOpenDisplay(string? name);

    [LibraryImport(Library)]
    public static partial int XCloseDisplay(nint display);

    [LibraryImport(Library)]
    public static partial nint XSetErrorHandler(delegate* unmanaged[Cdecl]<nint, X11ErrorEvent*, int> handler);

    [LibraryImport(Library)]
    public static partial nint XSetIOErrorHandler(delegate* unmanaged[Cdecl]<nint, int> handler);

    [LibraryImport(Library)]
    public static partial int XGetErrorText(nint display, int code, byte* buffer, int length);

    [LibraryImport(Library)]
    public static partial int XConnectionNumber(nint display);

    [LibraryImport(Library)]
    public static partial nint XDefaultVisual(nint display, int screen);

    [LibraryImport(Library)]
    public static partial nint XVisualIDFromVisual(nint visual);

    [LibraryImport(Library)]
    public static partial nint XCreateGC(nint display, nint drawable, nuint mask, void* values);

    [LibraryImport(Library)]
    public static partial int XFreeGC(nint display, nint context);

    [LibraryImport(Library)]
    public static partial nint XCreateImage(
        nint display, nint visual, uint depth, int format, int offset, void* data, uint width, uint height, int pad, int bytesPerLine);

    [LibraryImport(Library)]
    public static partial int XPutImage(
        nint display, nint drawable, nint context, nint image, int fromX, int fromY, int toX, int toY, uint width, uint height);

    [LibraryImport(Library)]
    public static partial int XDefaultScreen(nint display);

    [LibraryImport(Library)]
    public static partial nint XRootWindow(nint display, int screen);

    [LibraryImport(Library)]
    public static partial int XDisplayWidth(nint display, int screen);

    [LibraryImport(Library)]
    public static partial int XDisplayHeight(nint display, int screen);

    [LibraryImport(Library)]
    public static partial int XTranslateCoordinates(nint display, nint from, nint to, int fromX, int fromY, int* toX, int* toY, nint* child);

    [LibraryImport(Library)]
    public static partial byte* XResourceManagerString(nint display);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint XInternAtom(nint display, string name, [MarshalAs(UnmanagedType.Bool)] bool onlyIfExists);

    [LibraryImport(Library)]
    public static partial X11VisualInfo* XGetVisualInfo(nint display, nint mask, X11VisualInfo* template, int* count);

    [LibraryImport(Library)]
    public static partial nint XCreateColormap(nint display, nint window, nint visual, int allocate);

    [LibraryImport(Library)]
    public static partial int XFreeColormap(nint display, nint colormap);

    [LibraryImport(Library)]
    public static partial nint XCreateWindow(
        nint display, nint parent, int x, int y, uint width, uint height, uint border, int depth, uint windowClass, nint visual,
        nuint valueMask, X11SetWindowAttributes* attributes);

    [LibraryImport(Library)]
    public static partial int XDestroyWindow(nint display, nint window);

    [LibraryImport(Library)]
    public static partial int XMapRaised(nint display, nint window);

    [LibraryImport(Library)]
    public static partial int XMoveResizeWindow(nint display, nint window, int x, int y, uint width, uint height);

    [LibraryImport(Library)]
    public static partial int XSetInputFocus(nint display, nint window, int revertTo, nint time);

    [LibraryImport(Library)]
    public static partial int XSetWMProtocols(nint display, nint window, nint* protocols, int count);

    [LibraryImport(Library)]
    public static partial int XChangeProperty(
        nint display, nint window, nint property, nint type, int format, int mode, void* data, int elements);

    [LibraryImport(Library)]
    public static partial int XGetWindowProperty(
        nint display, nint window, nint property, nint offset, nint length, int delete, nint requestedType,
        nint* actualType, int* actualFormat, nuint* items, nuint* bytesAfter, byte** value);

    [LibraryImport(Library)]
    public static partial int XSendEvent(nint display, nint window, int propagate, nint mask, X11Event* message);

    [LibraryImport(Library)]
    public static partial int XPending(nint display);

    [LibraryImport(Library)]
    public static partial int XNextEvent(nint display, X11Event* next);

    [LibraryImport(Library)]
    public static partial int XPeekEvent(nint display, X11Event* next);

    [LibraryImport(Library)]
    public static partial int XFilterEvent(X11Event* candidate, nint window);

    [LibraryImport(Library)]
    public static partial int XLookupString(X11Event* key, byte* buffer, int length, nint* keySymbol, nint compose);

    [LibraryImport(Library)]
    public static partial nint XkbKeycodeToKeysym(nint display, byte keycode, int group, int level);

    [LibraryImport(Library)]
    public static partial int XkbSetDetectableAutoRepeat(nint display, int detectable, int* supported);

    [LibraryImport(Library)]
    public static partial int XFlush(nint display);

    [LibraryImport(Library)]
    public static partial int XSync(nint display, int discard);

    [LibraryImport(Library)]
    public static partial int XFree(void* data);
}
