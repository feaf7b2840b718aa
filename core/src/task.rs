//! Work that goes on beside its caller.
//!
//! The runtime's code for a task is compiled for each type of work and of result, and there are dozens. So work is boxed
//! and leaves its result in a place of its own: that code is in a phone's library once.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::task::JoinHandle;

/// Work that was begun. It goes on also where this is dropped; awaited, it gives the result, or `None` where it panicked.
pub(crate) struct Running<T> {
    handle: JoinHandle<()>,
    result: Arc<Mutex<Option<T>>>,
}

impl<T> Future for Running<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // What became of the work is seen by its result.
        let _ = ready!(Pin::new(&mut self.handle).poll(context));
        Poll::Ready(self.result.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

/// Begins what blocks, on a thread that may be blocked.
pub(crate) fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Running<T> {
    let (result, place) = place();
    let work: Box<dyn FnOnce() + Send> = Box::new(move || place.set(work()));
    Running { handle: tokio::task::spawn_blocking(work), result }
}

/// Begins what goes on also when its caller leaves.
pub(crate) fn detached<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Running<T> {
    let (result, place) = place();
    let work: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move { place.set(work.await) });
    Running { handle: tokio::spawn(work), result }
}

struct Place<T>(Arc<Mutex<Option<T>>>);

impl<T> Place<T> {
    fn set(self, result: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    }
}

fn place<T>() -> (Arc<Mutex<Option<T>>>, Place<T>) {
    let result = Arc::default();
    (Arc::clone(&result), Place(result))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_gives_its_result_and_nothing_where_it_panicked() {
        assert_eq!(blocking(|| 7).await, Some(7));
        assert_eq!(detached(async { 7 }).await, Some(7));
        assert_eq!(blocking(|| -> u8 { panic!("at work") }).await, None);
        assert_eq!(detached(async { Err::<u8, u8>(7) }).await, Some(Err(7)));
    }
}
