using Weathervane.Server.Access;

namespace Weathervane.Server.MLflow;

/// <summary>An error as MLflow's clients know it: a code that they act on, and a message for people.</summary>
internal sealed class MlflowException(MlflowError error, string message) : Exception(message)
{
    internal MlflowError Error { get; } = error;

    internal static MlflowException Invalid(string message) => new(MlflowError.InvalidParameterValue, message);

    /// <summary>The error that says the same as an exception of the library; null for a fault of our own.</summary>
    internal static MlflowException? From(Exception failure) => failure switch
    {
        MlflowException own => own,
        InputException { Kind: InputKind.NotFound } input => new MlflowException(MlflowError.ResourceDoesNotExist, input.Message),
        InputException { Kind: InputKind.AlreadyExists } input => new MlflowException(MlflowError.ResourceAlreadyExists, input.Message),
        InputException input => Invalid(input.Message),
        NotAllowedException refused => new MlflowException(MlflowError.PermissionDenied, refused.Message),
        InvalidDataException damaged => new MlflowException(MlflowError.InternalError, damaged.Message),
        IOException disk => new MlflowException(MlflowError.TemporarilyUnavailable, disk.Message),
        _ => null,
    };
}

/// <summary>A code of MLflow's with the status that its clients expect beside it.</summary>
/// <param name="Code">The code in the body.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record MlflowError(string Code, int Status)
{
    internal static readonly MlflowError InvalidParameterValue = new("INVALID_PARAMETER_VALUE", 400);
    internal static readonly MlflowError BadRequest = new("BAD_REQUEST", 400);
    internal static readonly MlflowError PermissionDenied = new("PERMISSION_DENIED", 403);
    internal static readonly MlflowError EndpointNotFound = new("ENDPOINT_NOT_FOUND", 404);
    internal static readonly MlflowError MethodNotAllowed = new("METHOD_NOT_ALLOWED", 405);
    internal static readonly MlflowError ResourceAlreadyExists = new("RESOURCE_ALREADY_EXISTS", 400);
    internal static readonly MlflowError ResourceDoesNotExist = new("RESOURCE_DOES_NOT_EXIST", 404);
    internal static readonly MlflowError RequestTooLarge = new("INVALID_PARAMETER_VALUE", 413);
    internal static readonly MlflowError NotImplemented = new("NOT_IMPLEMENTED", 501);
    internal static readonly MlflowError InternalError = new("INTERNAL_ERROR", 500);
    internal static readonly MlflowError TemporarilyUnavailable = new("TEMPORARILY_UNAVAILABLE", 503);
}
