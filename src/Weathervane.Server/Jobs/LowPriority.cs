using System.Runtime.InteropServices;

namespace Weathervane.Server.Jobs;

/// <summary>Lets all else go first. What .NET calls a thread's priority has no effect on Linux; what the system calls niceness has, and each thread has its own.</summary>
internal static partial class LowPriority
{
    // Of a second in which both want the processor, such a thread gets a tenth.
    private const int Process = 0, Niceness = 10;

    /// <summary>For the thread that calls it, for good.</summary>
    internal static void OfThisThread()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // Where it is refused, the work goes on as it did.
                _ = SetPriority(Process, ThreadId(), Niceness);
            }
            catch (EntryPointNotFoundException)
            {
                // A C library from before 2019.
            }
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadId();
}
