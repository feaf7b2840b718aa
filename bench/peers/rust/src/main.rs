//! crates.io's fhirbolt: reads resources, one on each line of a file, into its typed models of R4 as often as it is told, and
//! tells what each time took. Orders come in argv, what it tells goes out as JSON.
//!
//! Not whole bundles: version 0.4.0 fails at the second entry of those that hold resources with lists.

use std::error::Error;
use std::time::Instant;

use fhirbolt::model::r4::Resource;

fn main() -> Result<(), Box<dyn Error>> {
    let mut orders = std::env::args().skip(1);
    let file = orders.next().ok_or("which file?")?;
    let runs: usize = orders.next().ok_or("how often?")?.parse()?;
    let lines = std::fs::read_to_string(file)?;
    let (mut seconds, mut resources) = (Vec::new(), 0);
    for _ in 0..runs {
        let started = Instant::now();
        resources = 0;
        for line in lines.lines() {
            let resource: Resource = fhirbolt::json::from_str(line, None)?;
            std::hint::black_box(resource);
            resources += 1;
        }
        seconds.push(started.elapsed().as_secs_f64());
    }
    println!("{}", serde_json::json!({ "seconds": seconds, "resources": resources }));
    Ok(())
}
