namespace Weathervane.Store.Runs;

/// <summary>How far a run has come; the names are MLflow's.</summary>
public enum RunStatus
{
    /// <summary>Under way, or its process died before it could say otherwise.</summary>
    Running,

    /// <summary>Waiting to start.</summary>
    Scheduled,

    /// <summary>Done.</summary>
    Finished,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Stopped by its user.</summary>
    Killed,
}
