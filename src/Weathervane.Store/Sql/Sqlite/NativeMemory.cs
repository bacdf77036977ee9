using System.Runtime.InteropServices;
using SQLitePCL;

namespace Weathervane.Store.Sql.Sqlite;

/// <summary>Memory that the collector does not know: SQLite's pages, and the C library's pools that they lie in.</summary>
/// <remarks>All of it belongs to the process. A C library that is not GNU's has no such questions, and is left alone.</remarks>
public static partial class NativeMemory
{
    // Of malloc.h: how many pools the threads share.
    private const int ArenaMax = -8, Arenas = 2;
    private const long PagesMost = 32 << 20;

    /// <summary>Bounds both for a program that serves for days: 32 MB of pages for all connections together, and two pools for all threads.</summary>
    /// <remarks>To be called before there are many threads, by a program that uses SQLite for nothing else that is large: each connection beyond the bound uses its own pages again.</remarks>
    public static void Bound()
    {
        Ask(() => SetOption(ArenaMax, Arenas));
        BoundPages(PagesMost);
    }

    /// <summary>Bounds SQLite's memory in this process.</summary>
    /// <param name="most">Bytes; 0 for no bound.</param>
    internal static void BoundPages(long most)
    {
        Batteries_V2.Init();
        raw.sqlite3_soft_heap_limit64(most);
    }

    /// <summary>What SQLite frees stays with the process until the C library is asked for it.</summary>
    internal static void Trim() => Ask(() => Trim(0));

    private static void Ask(Func<int> call)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = call();
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than GNU's gives memory back by itself, or not at all.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
