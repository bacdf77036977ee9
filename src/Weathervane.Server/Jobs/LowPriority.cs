using System.Runtime.InteropServices;

namespace Weathervane.Server.Jobs;

/// <summary>Lets all else go first. What .NET calls a thread's priority has no effect on Linux; what the system calls niceness has, and each thread has its own.</summary>
internal static partial class LowPriority
{
    // Ten steps: of a second in which both want the processor, such a thread gets a tenth. There is none below 19.
    private const int Process = 0, Steps = 10, Lowest = 19;

    /// <summary>For the thread that calls it, for good, and on Linux for those that it starts from now on. Counted from its own niceness, which is not 0 in a process that was itself asked to let others go first.</summary>
    internal static void OfThisThread()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                var thread = ThreadId();
                // Where it is refused, the work goes on as it did.
                _ = SetPriority(Process, thread, Math.Min(GetPriority(Process, thread) + Steps, Lowest));
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

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadId();
}
